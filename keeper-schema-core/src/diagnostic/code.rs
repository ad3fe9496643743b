//! The kinds of mistakes, each with a number that people look it up by.

use std::fmt;

/// Makes the enum, and what is known of each kind. A number is given once and for ever: that
/// of a kind which is no more is left out, and none is moved.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $number:ident, $title:literal;)*) => {
        /// The kind of a mistake.
        ///
        /// `00` are mistakes in models, `01` in a revision file, `02` between revisions, `03` in
        /// what they do, `04` differences of models and history, `05` settings, `06` databases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is told by its title")]
        pub enum Code {
            $(#[doc = $title] $(#[$doc])* $code,)*
        }

        impl Code {
            /// All of them, by number.
            pub const ALL: &[Self] = &[$(Self::$code),*];

            /// As it is written: `KS0001`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($number),)*
                }
            }

            /// The mistake in general, in a few words.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$code => $title,)*
                }
            }

            /// The page about it, as Markdown.
            #[cfg(feature = "explain")]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$code => include_str!(concat!(
                        "../../docs/codes/", stringify!($number), ".md"
                    )),)*
                }
            }
        }
    };
}

codes! {
    NotRust = KS0001, "the source is not Rust";
    SourceNotRead = KS0002, "a file of the source is missing or cannot be read";
    UnknownAttribute = KS0003, "an attribute of `#[keeper(...)]`, or a word in one, is not known";
    MalformedAttribute = KS0004, "an attribute is not written as it has to be";
    AttributesExclude = KS0005, "two attributes cannot be used together";
    AttributeAlone = KS0006, "an attribute needs another one beside it";
    NumberOutOfRange = KS0007, "a number is outside of its range";
    NotDerivable = KS0008, "a type cannot be what it derives";
    UnknownColumnType = KS0009, "the column type of a field cannot be told";
    EnumValues = KS0010, "the values of an enum cannot be kept";
    TypeRefuses = KS0011, "an attribute does not fit the type of its field";
    DefaultDoesNotFit = KS0012, "a default does not fit its column";
    UnknownField = KS0013, "a field is named that is not there";
    ImpossibleKey = KS0014, "a key cannot be as it is written";
    UnknownModel = KS0015, "a reference names no model";
    ReferenceDoesNotFit = KS0016, "a foreign key does not fit what it refers to";
    NameUsedTwice = KS0017, "a name is used twice";
    AlternativesDiffer = KS0018, "alternatives for different builds differ";
    NameRefused = KS0019, "a name cannot be used";
    SqlForOneDatabase = KS0020, "SQL is given for one database, and the package is for two";
    NotInSqlite = KS0021, "SQLite cannot do what a model asks for";
    StaleRename = KS0022, "`renamed_from` cannot be true";
    IncompleteObject = KS0023, "an object of the database is not declared as it has to be";
    BrokenSql = KS0024, "a text cannot be the SQL that it should be";
    UnknownConstant = KS0025, "a length cannot be computed";
    ModelNotSeen = KS0026, "the guard did not see a model as the compiler does";
    UnknownDerive = KS0027, "a derive is not known, and is like one of ours";

    FileNotRead = KS0101, "a revision file or its folder cannot be read";
    NotToml = KS0102, "a revision file is not TOML";
    UnknownFormat = KS0103, "a revision file is of a format that is not known";
    UnknownKey = KS0104, "a key of a revision file is not known";
    MissingKey = KS0105, "a revision file does not say what it has to";
    UnknownValue = KS0106, "a value is none of those that can be";
    WrongType = KS0107, "a value is of the wrong type";
    UnknownOperation = KS0108, "an operation is not known";
    KeysExclude = KS0109, "two keys cannot be used together";
    InvalidName = KS0110, "a name or an id has no form that it can have";
    InvalidColumnType = KS0111, "a column type is not known";
    InvalidSql = KS0112, "a text of a revision cannot be the SQL that it should be";
    StatementRefused = KS0113, "a statement is refused in a revision";
    ListedTwice = KS0114, "something is listed twice";
    Misnamed = KS0115, "a revision file's name does not begin with its id";

    DuplicateRevision = KS0201, "one revision id is in several files";
    MissingParent = KS0202, "the revision before another one is not there";
    MissingDependency = KS0203, "a revision that another one depends on is not there";
    Cycle = KS0204, "revisions come after each other in a circle";
    BranchLabel = KS0205, "a branch label cannot be used";
    Replacement = KS0206, "a revision cannot replace what it says it replaces";
    SeveralHeads = KS0207, "the history has several heads";
    UnclearRevision = KS0208, "what was asked for names no revision, or several";

    AlreadyThere = KS0301, "an operation makes what is already there";
    NotThere = KS0302, "an operation is about what is not there";
    InUse = KS0303, "an operation drops what is still in use";
    WasDiffers = KS0304, "`was` is not what history says";
    NotRestated = KS0305, "SQL still holds a name that is renamed";
    ChangesNothing = KS0306, "an operation changes nothing";
    ImpossibleTable = KS0307, "a table or a key cannot be as it is written";
    ImpossibleName = KS0308, "a name is none that every database takes";
    ImpossibleEnum = KS0309, "an enum cannot be as it is written";
    StateWithoutDown = KS0310, "`state` is said where nothing undoes the SQL";
    HistoryEdited = KS0311, "a revision was written on another history";
    DowngradeCannotApply = KS0312, "a downgrade cannot apply";
    DowngradeIncomplete = KS0313, "a downgrade does not undo its upgrade";
    ReplacedDiffers = KS0314, "a squash leads to another schema than what it replaces";
    Clash = KS0315, "branches clash";
    NotForDatabase = KS0316, "a revision cannot run on a database of the package";
    EditedSince = KS0317, "a revision is not what it is on another branch";
    TooManyRevisions = KS0318, "a branch adds more revisions than it needs";
    RowsDoNotFit = KS0319, "rows do not fit their table, or nothing tells them apart";

    OnlyInModels = KS0401, "the models have what no revision makes";
    OnlyInHistory = KS0402, "the history has what the models lack";
    Differs = KS0403, "models and history say different things";
    PossibleRename = KS0404, "something is gone and something like it is new";
    ManyDifferences = KS0405, "there are more differences than are shown";
    NoValueForRows = KS0406, "rows that are there would have no value";
    NoConversion = KS0407, "values that are there have no conversion";

    ManifestNotRead = KS0501, "`Cargo.toml` cannot be read";
    UnknownSetting = KS0502, "a setting is not known";
    WrongSetting = KS0503, "a setting has a value that it cannot have";
    MemberNotRead = KS0504, "a package that shares the history cannot be read";
    GuardCannotRun = KS0505, "the guard cannot do its work";

    DatabaseDiffers = KS0601, "the database is not what its revisions lead to";
    DatabaseLocked = KS0602, "another connection holds the lock of the database";
    AppliedRevisionEdited = KS0603, "a revision was edited after it was applied";
    Irreversible = KS0604, "a revision cannot be reverted";
    LateArrival = KS0605, "a revision came too late for this database";
    WrongApplication = KS0606, "the database belongs to another application";
    NewerBookkeeping = KS0607, "the database was migrated by a newer tool";
    DamagedBookkeeping = KS0608, "the bookkeeping of the database is damaged";
    Unfinished = KS0609, "a revision is done in part";
    Interrupted = KS0610, "it is not known yet whether a revision was recorded";
    Pooler = KS0611, "a connection pooler stands before the database";
    RevisionFailed = KS0612, "a revision failed on the database";
    ForeignKeyBroken = KS0613, "rows would refer to rows that are not there";
    DatabaseNotReached = KS0614, "the database cannot be read or written";
    AppliedNotInHistory = KS0615, "what is applied does not fit the history";
    SqlRefused = KS0616, "the database does not take the SQL of a revision";
    HookNotThere = KS0617, "a revision runs a hook that is not there";
    SeedsRefused = KS0618, "seeds are refused on a production database";
    SeedFailed = KS0619, "a seed failed on the database";
    Stopped = KS0620, "an upgrade or a downgrade was interrupted";
    MigratorBinRefused = KS0621, "the program that has the hooks cannot run them";
}

impl Code {
    /// The code that is written so: `KS0007`, `ks0007`, `0007` or `7`.
    pub fn parse(written: &str) -> Option<Self> {
        let number = match written.get(..2) {
            Some(prefix) if prefix.eq_ignore_ascii_case("KS") => &written[2..],
            _ => written,
        };
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return None;
        }
        let name = format!("KS{:04}", number.parse::<u16>().ok()?);
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn numbers_are_sorted_and_none_is_given_twice() {
        let numbers: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(
            numbers.is_sorted_by(|one, other| one < other),
            "{numbers:?}"
        );
        for number in numbers {
            let digits = number.strip_prefix("KS").expect("a code begins with KS");
            assert!(
                digits.len() == 4 && digits.parse::<u16>().is_ok(),
                "{number}"
            );
        }
    }

    #[test]
    fn titles_are_told_apart_and_are_no_sentences() {
        let mut titles: Vec<&str> = Code::ALL.iter().map(|code| code.title()).collect();
        for title in &titles {
            assert!(!title.ends_with('.'), "{title}");
        }
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), Code::ALL.len());
    }

    #[test]
    fn a_code_is_read_as_rustc_reads_its_own() {
        for written in ["KS0007", "ks0007", "Ks7", "0007", "7", "00007"] {
            assert_eq!(
                Code::parse(written),
                Some(Code::NumberOutOfRange),
                "{written}"
            );
        }
        for written in [
            "",
            "KS",
            "E0007",
            "KS-7",
            "KS9999",
            "99999999999",
            "+7",
            "ü7",
        ] {
            assert_eq!(Code::parse(written), None, "{written}");
        }
    }
}
