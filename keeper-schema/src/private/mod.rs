//! What derived code calls while it is compiled. No part of the interface.

use std::marker::PhantomData;

pub use crate::description::{
    Check, Column, Default, Deferrable, Exclusion, ExclusionElement, ForeignKey, Generated,
    Identity, IdentityKind, Index, IndexKey, IndexTarget, Match, NullsOrder, PrimaryKey,
    References, ReferentialAction, SortOrder, Sql, Table, Unique,
};
pub use crate::{ColumnEnum, ColumnType, Model, SqlObject, TextEnum, UnknownText, UnknownValue};

mod head;
mod nullable;
mod proof;

pub use self::head::Head;
pub use self::nullable::{NotOption, Nullable};
pub use self::proof::{
    BigInt, Boolean, Bytes, Double, HeldAs, Integer, NullBigInt, NullBoolean, NullBytes,
    NullDouble, NullInteger, NullReal, NullSmallInt, NullText, Real, SmallInt, Text,
};

/// A column type and whether it can be NULL as one number: FNV-1a of 64 bits.
///
/// The derives compute it too.
#[must_use]
pub const fn fingerprint(column_type: &str, null: bool) -> u64 {
    const fn add(hash: u64, byte: u8) -> u64 {
        (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
    }
    let bytes = column_type.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut index = 0;
    while index < bytes.len() {
        hash = add(hash, bytes[index]);
        index += 1;
    }
    add(hash, null as u8)
}

/// Proves that a field's type is the one that its name stands for.
///
/// The scan knows names only. Where one means something else here (an alias, a type of
/// the same name), models and history would be compared by a type that no field has.
#[track_caller]
pub const fn prove_named(fingerprint: u64, assumed: u64, column_type: &'static str) {
    if fingerprint != assumed {
        fail(&[
            "[KS0026] this is not the type of that name that the scan takes for `",
            column_type,
            "`: write the type in full, or add `#[keeper(type = \"...\")]`",
        ]);
    }
}

/// Proves that a type of the application's own is the one that the scan found.
#[track_caller]
pub const fn prove_seen(fingerprint: u64, seen: u64, column_type: &'static str) {
    if fingerprint != seen {
        fail(&[
            "[KS0026] the schema scan took this for `",
            column_type,
            "`, and it is another type here: write the path of the type that is meant",
        ]);
    }
}

/// Proves that a type's name tells whether it can be NULL.
#[track_caller]
pub const fn prove_null(null: bool, assumed: bool) {
    assert!(
        null == assumed,
        "[KS0026] this is an alias that hides an `Option`: write `Option<...>` in the struct, where \
         the scan sees it"
    );
}

/// Proves that a computed length is the one that the scan computed.
#[track_caller]
pub const fn prove_length(column_type: &str, seen: &'static str) {
    if !same(column_type, seen) {
        fail(&[
            "[KS0026] the schema scan took this column for `",
            seen,
            "`, and its length is another one here: write the number",
        ]);
    }
}

/// Ends the evaluation with a message made of those parts, cut at 512 bytes.
#[track_caller]
const fn fail(parts: &[&str]) -> ! {
    let mut message = [0; 512];
    let mut length = 0;
    let mut part = 0;
    while part < parts.len() {
        let bytes = parts[part].as_bytes();
        let mut index = 0;
        while index < bytes.len() && length < message.len() {
            message[length] = bytes[index];
            length += 1;
            index += 1;
        }
        part += 1;
    }
    let (message, _) = message.split_at(length);
    match std::str::from_utf8(message) {
        Ok(message) => panic!("{}", message),
        Err(_) => panic!("a model is not what the schema scan took it for"),
    }
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
