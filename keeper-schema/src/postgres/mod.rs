//! PostgreSQL.

pub mod introspect;
