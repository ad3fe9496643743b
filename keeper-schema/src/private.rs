//! What derived code calls while it is compiled. No part of the interface.

use std::marker::PhantomData;

use crate::description::{Identity, IdentityKind};
use crate::{ColumnType, Model};

/// The column type of a field, proved to be the one that the name of its type stands for.
///
/// The scan knows names only. Where one means something else here (an alias, a type of
/// the same name), models and history would be compared by a type that no field has.
#[must_use]
#[track_caller]
pub const fn proved(
    column_type: &'static str,
    assumed: &'static str,
    null_agrees: bool,
    message: &'static str,
) -> &'static str {
    assert!(same(column_type, assumed) && null_agrees, "{}", message);
    column_type
}

/// The column type of an application's own type, whose name says only whether it is NULL.
#[must_use]
#[track_caller]
pub const fn resolved(
    column_type: &'static str,
    null_agrees: bool,
    message: &'static str,
) -> &'static str {
    assert!(null_agrees, "{}", message);
    column_type
}

/// How the database numbers a primary key, if it does.
#[must_use]
pub const fn identity(numbered: bool) -> Option<Identity> {
    if numbered {
        Some(Identity::new(IdentityKind::Serial))
    } else {
        None
    }
}

/// The column of a field of another model.
#[must_use]
#[track_caller]
pub const fn column<M: Model>(field: &str, message: &'static str) -> &'static str {
    let mut index = 0;
    while index < M::FIELDS.len() {
        let (name, column) = M::FIELDS[index];
        if same(name, field) {
            return column;
        }
        index += 1;
    }
    // A model with a mistake has no fields here, and its own error.
    assert!(M::FIELDS.is_empty(), "{}", message);
    ""
}

/// The primary key of another model, proved to have as many columns as the key.
#[must_use]
#[track_caller]
pub const fn primary_key<M: Model>(width: usize, message: &'static str) -> &'static [&'static str] {
    let fits = M::PRIMARY_KEY.len() == width || M::FIELDS.is_empty();
    assert!(fits, "{}", message);
    M::PRIMARY_KEY
}

/// Whether a module is in one of those crates.
#[must_use]
pub const fn in_crate(module: &str, crates: &[&str]) -> bool {
    let mut index = 0;
    while index < crates.len() {
        let name = crates[index];
        if same(module, name) {
            return true;
        }
        if let Some((head, rest)) = module.as_bytes().split_at_checked(name.len())
            && let Ok(head) = std::str::from_utf8(head)
            && let [b':', b':', ..] = rest
            && same(head, name)
        {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether two texts are the same.
#[must_use]
pub const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Makes `integer[]` of `integer`.
#[derive(Debug)]
pub struct ArrayName<T>(PhantomData<T>);

impl<T: ColumnType> ArrayName<T> {
    /// The spelling of an array of `T`.
    pub const NAME: &'static str = {
        let (name, _) = Self::BUFFER.split_at(T::TYPE.len() + 2);
        match std::str::from_utf8(name) {
            Ok(name) => name,
            Err(_) => panic!("two texts make a text"),
        }
    };

    // A constant cannot have a length that depends on `T`.
    const BUFFER: &'static [u8] = &{
        let mut buffer = [0; 256];
        let name = T::TYPE.as_bytes();
        assert!(
            name.len() + 2 <= buffer.len(),
            "the name of this column type is too long"
        );
        let mut index = 0;
        while index < name.len() {
            buffer[index] = name[index];
            index += 1;
        }
        buffer[index] = b'[';
        buffer[index + 1] = b']';
        buffer
    };
}

/// The name of a `varchar` whose length is computed.
#[derive(Debug)]
pub struct Varchar<const LENGTH: u32>;

impl<const LENGTH: u32> Varchar<LENGTH> {
    /// The spelling of the type.
    pub const NAME: &'static str = {
        let (_, name) = Self::BUFFER.split_at(Self::BUFFER.len() - Self::WIDTH);
        match std::str::from_utf8(name) {
            Ok(name) => name,
            Err(_) => panic!("digits are text"),
        }
    };

    const WIDTH: usize = "varchar()".len() + LENGTH.ilog10() as usize + 1;

    // Filled from its end, since the number of digits is known last.
    const BUFFER: [u8; 32] = {
        let mut buffer = [b')'; 32];
        let mut index = buffer.len() - 1;
        let mut left = LENGTH;
        while left > 0 {
            index -= 1;
            buffer[index] = b"0123456789"[(left % 10) as usize];
            left /= 10;
        }
        let word = b"varchar(";
        let mut letter = word.len();
        while letter > 0 {
            letter -= 1;
            index -= 1;
            buffer[index] = word[letter];
        }
        buffer
    };
}

/// A length that was computed, if a `varchar` can have it.
#[must_use]
#[track_caller]
pub const fn length(computed: i128) -> u32 {
    assert!(
        1 <= computed && computed <= 10_485_760,
        "[KS0007] `length` must be from 1 to 10485760"
    );
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is in the range"
    )]
    let length = computed as u32;
    length
}
