//! What is kept of a type until the last file has been parsed, and every name can be resolved.

use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Field, FieldModifiers, Fields, Ident, Path, Type, TypePath,
    Visibility,
};

/// A struct or an enum that may derive what is ours.
///
/// Of fields only what a model is read from, in a sixth of the space: a [`Field`] has room for
/// what hardly any field has, and syn's lists for more fields than there are. There may be many
/// thousands, and fresh memory costs more than to parse into it.
pub(super) struct Kept {
    /// All but the named fields.
    input: DeriveInput,
    fields: Box<[KeptField]>,
}

struct KeptField {
    attributes: Box<[Attribute]>,
    ident: Option<Ident>,
    ty: KeptType,
}

enum KeptType {
    /// A path and nothing else, as nearly every type of a column is.
    Path(Path),
    Other(Box<Type>),
}

impl Kept {
    pub(super) fn new(mut input: DeriveInput) -> Self {
        input.attrs.shrink_to_fit();
        let fields = match named(&mut input) {
            Some(fields) => fields.into_iter().map(KeptField::new).collect(),
            None => Box::default(),
        };
        Self { input, fields }
    }

    /// The type as a derive would be given it, but for what of a field no model is read from.
    pub(super) fn into_input(self) -> DeriveInput {
        let Self { mut input, fields } = self;
        if let Data::Struct(data) = &mut input.data
            && let Fields::Named(named) = &mut data.fields
        {
            named.named = fields.into_iter().map(KeptField::into_field).collect();
        }
        input
    }
}

/// Takes the named fields of a struct.
fn named(input: &mut DeriveInput) -> Option<Punctuated<Field, syn::Token![,]>> {
    match &mut input.data {
        Data::Struct(data) => match &mut data.fields {
            Fields::Named(fields) => Some(std::mem::take(&mut fields.named)),
            Fields::Unnamed(_) | Fields::Unit => None,
        },
        Data::Enum(_) | Data::Union(_) => None,
    }
}

impl KeptField {
    fn new(field: Field) -> Self {
        Self {
            attributes: field.attrs.into_boxed_slice(),
            ident: field.ident,
            ty: KeptType::new(field.ty),
        }
    }

    fn into_field(self) -> Field {
        Field {
            attrs: self.attributes.into_vec(),
            vis: Visibility::Inherited,
            modifiers: FieldModifiers::default(),
            ident: self.ident,
            colon_token: Some(syn::token::Colon::default()),
            ty: self.ty.into_type(),
            default: None,
        }
    }
}

impl KeptType {
    fn new(ty: Type) -> Self {
        match ty {
            Type::Path(TypePath {
                attrs,
                qself: None,
                path,
            }) if attrs.is_empty() => Self::Path(path),
            ty => Self::Other(Box::new(ty)),
        }
    }

    fn into_type(self) -> Type {
        match self {
            Self::Path(path) => super::types::of_path(path),
            Self::Other(ty) => *ty,
        }
    }
}
