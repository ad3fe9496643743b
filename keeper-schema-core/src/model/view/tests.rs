use super::{ColumnView, DriftView, EnumView, ModelView, ObjectView, View, ViewError};
use crate::schema::TableName;

fn view() -> View {
    let column = |name: &str, null| ColumnView {
        name: name.to_owned(),
        column_type: "varchar(255)".to_owned(),
        null,
        said: if null {
            String::new()
        } else {
            "4567".to_owned()
        },
    };
    let model = |schema: Option<&str>, line| ModelView {
        file: "src/models/tag.rs".to_owned(),
        line,
        table: TableName {
            schema: schema.map(str::to_owned),
            name: "tags\tand\\more".to_owned(),
        },
        columns: vec![column("slug\r\n", false), column("title", true)],
        said: vec![("primary key `slug`".to_owned(), "0123".to_owned())],
        varies: schema.is_some(),
        references: vec![("slug".to_owned(), "audit.slugs".to_owned())],
    };
    View {
        package: "keeper".to_owned(),
        manifest_folder: "C:\\new\\tables".to_owned(),
        crates: vec!["keeper".to_owned(), "keeper_tool".to_owned()],
        models: [(
            "Tag".to_owned(),
            vec![model(None, 3), model(Some("audit"), 9)],
        )]
        .into(),
        enums: [(
            "Kind".to_owned(),
            vec![EnumView {
                file: "src/models/tag.rs".to_owned(),
                line: 20,
                column_type: "enum:kind".to_owned(),
                values: vec!["main".to_owned(), "a\tb".to_owned()],
            }],
        )]
        .into(),
        objects: [(
            "Recent".to_owned(),
            vec![ObjectView {
                file: "src/models/tag.rs".to_owned(),
                line: 30,
                says: "view recent sql CREATE VIEW recent\nAS SELECT 1".to_owned(),
            }],
        )]
        .into(),
        drift: vec![DriftView {
            file: "src/models/tag.rs".to_owned(),
            line: 9,
            field: "r#type".to_owned(),
            message: "schema drift: a\tb\nhelp: run it".to_owned(),
        }],
    }
}

#[test]
fn what_is_written_is_read() {
    let text = view().write();
    assert_eq!(View::read(&text), Ok(view()));
    insta::assert_snapshot!(text.replace('\t', " | "), @r"
    keeper-schema view 2
    package | keeper | C:\\new\\tables
    crate | keeper
    crate | keeper_tool
    model | Tag | src/models/tag.rs | 3 |  | tags\tand\\more
    column | slug\r\n | varchar(255) | not null | 4567
    column | title | varchar(255) | null
    said | primary key `slug` | 0123
    references | slug | audit.slugs
    model | Tag | src/models/tag.rs | 9 | audit | tags\tand\\more
    column | slug\r\n | varchar(255) | not null | 4567
    column | title | varchar(255) | null
    said | primary key `slug` | 0123
    references | slug | audit.slugs
    varies
    enum | Kind | src/models/tag.rs | 20 | enum:kind
    value | main
    value | a\tb
    object | Recent | src/models/tag.rs | 30 | view recent sql CREATE VIEW recent\nAS SELECT 1
    drift | src/models/tag.rs | 9 | r#type | schema drift: a\tb\nhelp: run it
    ");
}

#[test]
fn another_text_is_refused() {
    let cases = [
        ("", ViewError::Format),
        (
            "keeper-schema view 2\ncolumn\tid\tinteger\tnull\n",
            ViewError::Line { number: 2 },
        ),
        (
            "keeper-schema view 2\ncrate\ta\nwhat\n",
            ViewError::Line { number: 3 },
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(View::read(text), Err(expected));
    }
}

#[test]
fn any_difference_changes_the_hash() {
    let mut other = view();
    other.crates.pop();
    let hash = |view: &View| View::hash_of(&view.write());
    assert_ne!(hash(&view()), hash(&other));
    assert_eq!(hash(&view()).len(), 16);
}
