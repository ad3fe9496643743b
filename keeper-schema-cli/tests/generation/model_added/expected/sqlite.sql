CREATE TABLE "authors" (
    "id" INTEGER NOT NULL CONSTRAINT "authors_pkey" PRIMARY KEY,
    "name" TEXT NOT NULL
);
