//! What the two sides of a comparison are called.

/// How the sentences name the sides: each is the end of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In what is changed.
    pub before: &'static str,
    /// In what it is changed to.
    pub after: &'static str,
    /// Of what goes.
    pub only_before: &'static str,
    /// Of what comes.
    pub only_after: &'static str,
}

impl Wording {
    /// The history, and the models that it has to follow.
    pub const MODELS: Self = Self {
        before: "in the history",
        after: "in the models",
        only_before: "is in the history but no longer in the models",
        only_after: "is in the models but in no revision",
    };

    /// Any two schemas.
    pub const SCHEMAS: Self = Self {
        before: "before",
        after: "after",
        only_before: "goes",
        only_after: "is new",
    };

    /// A database, and the revision that it says it is at.
    pub const DATABASE: Self = Self {
        before: "in the database",
        after: "in the revision",
        only_before: "is in the database but not in the revision",
        only_after: "is in the revision but not in the database",
    };
}
