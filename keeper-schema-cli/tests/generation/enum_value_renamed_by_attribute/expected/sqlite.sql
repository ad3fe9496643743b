UPDATE "books" SET "kind" = CASE "kind" WHEN 'draft' THEN 'work in progress' END WHERE "kind" IN ('draft');
UPDATE "books" SET "kind" = CASE "kind" WHEN 'release' THEN 'stable' END WHERE "kind" IN ('release');
