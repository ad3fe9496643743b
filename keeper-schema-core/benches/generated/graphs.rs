//! Histories of each shape: of each revision the text of its file. Revision 10 is `00000000000a`.

const BRANCHES: usize = 500;

/// Each revision after the one before it.
pub(crate) fn line(size: usize) -> Vec<String> {
    let parents = |number: usize| number.checked_sub(1).into_iter().collect();
    (0..size)
        .map(|number| text(number, parents(number)))
        .collect()
}

/// A line in which, at equal distances, two branch off and are merged.
pub(crate) fn branches(size: usize) -> Vec<String> {
    let block = (size / BRANCHES).max(4);
    let parents = |number: usize| -> Vec<usize> {
        let Some(before) = number.checked_sub(1) else {
            return Vec::new();
        };
        match number % block {
            // The second branch begins where the first one does.
            2 => vec![number - 2],
            // Both are merged.
            3 => vec![number - 2, number - 1],
            _ => vec![before],
        }
    };
    let whole = size - size % block;
    let of = |number: usize| match number < whole {
        true => parents(number),
        false => vec![number - 1],
    };
    (0..size).map(|number| text(number, of(number))).collect()
}

/// Branches that all begin at the first revision, and are merged one after the other.
pub(crate) fn fan(size: usize) -> Vec<String> {
    let branches = BRANCHES.min(size / 4).max(1);
    let on_branches = size - branches;
    let parents = |number: usize| -> Vec<usize> {
        match number {
            0 => Vec::new(),
            _ if number <= branches => vec![0],
            _ if number <= on_branches => vec![number - branches],
            // The first merge is of two branches, each other one of the last merge and a branch.
            _ if number == on_branches + 1 => vec![number - 1, number - 2],
            _ => vec![number - 1, 2 * on_branches - number],
        }
    };
    (0..size)
        .map(|number| text(number, parents(number)))
        .collect()
}

fn text(number: usize, parents: Vec<usize>) -> String {
    let parents: Vec<String> = parents
        .iter()
        .map(|parent| format!("\"{parent:012x}\""))
        .collect();
    let parents = match parents.is_empty() {
        true => String::new(),
        false => format!("down_revision = [{}]\n", parents.join(", ")),
    };
    format!(
        r#"format = 1
revision = "{number:012x}"
{parents}message = "Create table {number}"

[[upgrade]]
op = "create_table"
table = "t{number:05}"
columns = [
    {{ name = "id", type = "integer", identity = "serial" }},
    {{ name = "slug", type = "varchar(255)" }},
]
primary_key = {{ name = "t{number:05}_pkey", columns = ["id"] }}
"#
    )
}
