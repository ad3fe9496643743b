ALTER TYPE "kind" RENAME VALUE 'draft' TO 'work in progress';
ALTER TYPE "kind" RENAME VALUE 'release' TO 'stable';
