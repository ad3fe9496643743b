//! Nothing is modelled any more.
