ALTER TABLE "magazines" DROP CONSTRAINT "magazines_publisher_id_fkey";
DROP TABLE "publishers";
DROP TABLE "magazines";
