-- upgrade
CREATE UNIQUE INDEX "products_live_idx" ON "products" ((lower(slug)) text_pattern_ops DESC NULLS LAST, "code" COLLATE "C" NULLS FIRST) INCLUDE ("rank") NULLS NOT DISTINCT WITH ("fillfactor" = '70') WHERE (price IS NOT NULL -- priced
);
CREATE INDEX "products_code_idx" ON "products" USING "hash" ("code");
ALTER INDEX "editions_mode_idx" RENAME TO "ix_editions_mode";
DROP INDEX "ix_editions_length";
-- downgrade
CREATE UNIQUE INDEX "ix_editions_length" ON "editions" ((slug_length + 1), "title");
ALTER INDEX "ix_editions_mode" RENAME TO "editions_mode_idx";
DROP INDEX "products_code_idx";
DROP INDEX "products_live_idx";
