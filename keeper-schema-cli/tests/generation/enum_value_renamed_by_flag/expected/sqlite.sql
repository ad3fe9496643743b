UPDATE "books" SET "kind" = CASE "kind" WHEN 'release' THEN 'stable' END WHERE "kind" IN ('release');
