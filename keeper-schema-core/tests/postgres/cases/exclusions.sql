-- upgrade
ALTER TABLE "editions" ADD COLUMN "during" tsrange;
ALTER TABLE "editions" ADD CONSTRAINT "editions_during_excl" EXCLUDE USING "gist" ("during" WITH &&, (int4range(mode, mode, '[]')) WITH &&) WHERE (mode > 0) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "editions" DROP CONSTRAINT "editions_mode_check";
DROP INDEX "editions_mode_idx";
ALTER TABLE "editions" RENAME COLUMN "mode" TO "way";
CREATE TABLE "rooms" (
    "floor" integer NOT NULL,
    "during" tsrange NOT NULL,
    CONSTRAINT "rooms_excl" EXCLUDE ("floor" WITH =)
);
-- downgrade
DROP TABLE "rooms";
ALTER TABLE "editions" RENAME COLUMN "way" TO "mode";
CREATE INDEX "editions_mode_idx" ON "editions" ("mode") WHERE (mode IS NOT NULL);
ALTER TABLE "editions" ADD CONSTRAINT "editions_mode_check" CHECK (mode > 0);
ALTER TABLE "editions" DROP CONSTRAINT "editions_during_excl";
ALTER TABLE "editions" DROP COLUMN "during";
