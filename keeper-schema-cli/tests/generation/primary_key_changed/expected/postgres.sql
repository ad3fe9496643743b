ALTER TABLE "loans" DROP CONSTRAINT "loans_pkey";
ALTER TABLE "loans" ADD CONSTRAINT "loans_pkey" PRIMARY KEY ("book_id", "reader_id", "copy");
