ALTER INDEX "books_search" RENAME TO "books_by_title";
