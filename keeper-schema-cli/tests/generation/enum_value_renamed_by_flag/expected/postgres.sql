ALTER TYPE "kind" RENAME VALUE 'release' TO 'stable';
