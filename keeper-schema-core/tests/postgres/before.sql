-- What revisions cannot make yet.
CREATE SCHEMA archive;
CREATE TYPE mood AS ENUM ('sad', 'happy');
