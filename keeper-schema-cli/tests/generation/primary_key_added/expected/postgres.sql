ALTER TABLE "loans" ADD CONSTRAINT "loans_pkey" PRIMARY KEY ("book_id", "copy");
