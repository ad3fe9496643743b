//! What a database is for, as its bookkeeping marks it.

use super::State;

/// The key in `keeper_meta`.
pub(crate) const ENVIRONMENT: &str = "environment";

/// What a database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// A developer's own.
    Development,
    /// For tests, by programs or by people.
    Testing,
    /// As production is, but of no consequence.
    Staging,
    /// Its rows are real: no seed enters it.
    Production,
}

impl Environment {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Development,
        Self::Testing,
        Self::Staging,
        Self::Production,
    ];

    /// The word in the bookkeeping.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Testing => "testing",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

impl State {
    /// The word that the database is marked with, whether it is one of [`Environment`] or was
    /// put there by hand.
    pub fn environment(&self) -> Option<&str> {
        self.meta.get(ENVIRONMENT).map(String::as_str)
    }

    /// Whether rows made for development may enter it: not if it is marked as production, or
    /// with a word that nobody knows.
    pub fn takes_seeds(&self) -> bool {
        self.environment().is_none_or(|word| {
            let mut known = Environment::ALL.into_iter();
            let known = known.find(|environment| environment.as_str() == word);
            known.is_some_and(|environment| environment != Environment::Production)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_surely_not_production_takes_seeds() {
        let takes_seeds = |word: Option<&str>| {
            let meta = word.map(|word| (ENVIRONMENT.to_owned(), word.to_owned()));
            let state = State {
                meta: meta.into_iter().collect(),
                ..State::default()
            };
            state.takes_seeds()
        };
        assert!(takes_seeds(None));
        for word in ["development", "testing", "staging"] {
            assert!(takes_seeds(Some(word)), "{word}");
        }
        for word in ["production", "Production", "prod", ""] {
            assert!(!takes_seeds(Some(word)), "{word}");
        }
    }
}
