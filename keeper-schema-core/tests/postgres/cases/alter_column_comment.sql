-- upgrade
COMMENT ON COLUMN "products"."slug" IS 'it''s ''quoted''';
-- downgrade
COMMENT ON COLUMN "products"."slug" IS NULL;
