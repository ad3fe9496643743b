//! A package with as many models as asked for, a file each.

/// Its files, by their paths in the package.
pub(crate) fn files(models: usize) -> impl Iterator<Item = (String, String)> {
    let modules: String = (0..models)
        .map(|number| format!("mod t{number:05};\npub use self::t{number:05}::T{number:05};\n"))
        .collect();
    let fixed = [
        (
            "Cargo.toml".to_owned(),
            "[package]\nname = \"app\"\nedition = \"2024\"\n".to_owned(),
        ),
        ("src/lib.rs".to_owned(), "pub mod models;\n".to_owned()),
        ("src/models/mod.rs".to_owned(), modules),
    ];
    let of_models =
        (0..models).map(|number| (format!("src/models/t{number:05}.rs"), model(number)));
    fixed.into_iter().chain(of_models)
}

/// Ten fields, one of which refers to the model before.
fn model(number: usize) -> String {
    let previous = number.saturating_sub(1);
    // The first refers to itself.
    let import = match number {
        0 => String::new(),
        _ => format!("use super::T{previous:05};\n\n"),
    };
    format!(
        "use keeper_schema::Model;

{import}/// Model number {number}.
#[derive(Clone, Debug, Model)]
#[keeper(table = \"t{number:05}\")]
pub struct T{number:05} {{
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = T{previous:05})]
    pub previous_id: Option<i32>,
    #[keeper(length = 255)]
    pub slug: String,
    #[keeper(length = 255)]
    pub title: String,
    pub description: Option<String>,
    pub position: i32,
    pub views: i64,
    pub weight: f64,
    #[keeper(default = false)]
    pub hidden: bool,
    pub payload: Option<Vec<u8>>,
}}
"
    )
}
