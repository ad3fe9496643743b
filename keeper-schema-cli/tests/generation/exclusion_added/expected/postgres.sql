ALTER TABLE "bookings" ADD CONSTRAINT "bookings_during_excl" EXCLUDE USING "gist" ("during" WITH &&);
