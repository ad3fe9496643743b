ALTER TABLE "bookings" DROP CONSTRAINT "bookings_during_excl";
ALTER TABLE "bookings" ADD CONSTRAINT "apart" EXCLUDE USING "gist" ("during" WITH &&) WHERE (room > 0) DEFERRABLE INITIALLY DEFERRED;
