ALTER TABLE "bookings" DROP CONSTRAINT "bookings_expr_excl";
