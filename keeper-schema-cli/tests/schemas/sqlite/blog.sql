-- A blog, as Django makes one: `AUTOINCREMENT`, named constraints, deferred keys, words of
-- Rust as columns, and a table that is STRICT.

CREATE TABLE "auth_user" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "password" varchar(128) NOT NULL,
    "last_login" datetime NULL,
    "is_superuser" bool NOT NULL,
    "username" varchar(150) NOT NULL UNIQUE,
    "email" varchar(254) NOT NULL DEFAULT '',
    "date_joined" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE "blog_category" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(200) NOT NULL,
    "slug" varchar(200) NOT NULL UNIQUE,
    "parent_id" integer NULL REFERENCES "blog_category" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE "blog_post" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(200) NOT NULL,
    "slug" varchar(200) NOT NULL,
    "type" varchar(20) NOT NULL DEFAULT 'post',
    "body" text NOT NULL,
    "excerpt" text NOT NULL DEFAULT '',
    "status" integer unsigned NOT NULL CHECK ("status" >= 0),
    "views" bigint NOT NULL DEFAULT 0,
    "rating" real NULL,
    "published" datetime NULL,
    "author_id" integer NOT NULL REFERENCES "auth_user" ("id") ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    "category_id" integer NULL REFERENCES "blog_category" ("id") ON DELETE SET NULL,
    CONSTRAINT "published_has_date" CHECK ("status" <> 1 OR "published" IS NOT NULL),
    CONSTRAINT "unique_slug_of_type" UNIQUE ("type", "slug")
);
CREATE INDEX "blog_post_author_id_idx" ON "blog_post" ("author_id");
CREATE INDEX "blog_post_published_5f8a" ON "blog_post" ("published" DESC, "id") WHERE "status" = 1;
CREATE TABLE "blog_post_tags" (
    "post_id" integer NOT NULL REFERENCES "blog_post" ("id"),
    "tag_id" text NOT NULL REFERENCES "blog_tag" ("name") ON UPDATE CASCADE,
    PRIMARY KEY ("post_id", "tag_id")
);
CREATE TABLE "blog_tag" (
    "name" text NOT NULL PRIMARY KEY COLLATE NOCASE
) STRICT, WITHOUT ROWID;
CREATE TABLE "blog_comment" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "post_id" integer NOT NULL REFERENCES "blog_post" ("id") ON DELETE CASCADE,
    "in_reply_to_id" integer NULL REFERENCES "blog_comment" ("id"),
    "name" varchar(80) NOT NULL,
    "body" text NOT NULL,
    "ip" char(39) NULL,
    "created" datetime NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
    "active" bool NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX "one_comment_a_moment" ON "blog_comment" ("post_id", "created");
CREATE TABLE "django_session" (
    "session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL,
    "expire_date" datetime NOT NULL
);
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
