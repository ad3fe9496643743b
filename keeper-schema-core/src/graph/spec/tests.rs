use super::{Anchor, RevisionRange, RevisionSpec};

fn check(written: &str, branch: Option<&str>, anchor: Anchor, steps: i32) {
    let spec = RevisionSpec::parse(written).expect(written);
    assert_eq!(spec.branch.as_deref(), branch, "branch of {written}");
    assert_eq!(spec.anchor, anchor, "anchor of {written}");
    assert_eq!(spec.steps, steps, "steps of {written}");
    assert_eq!(spec.to_string(), written);
}

fn name(name: &str) -> Anchor {
    Anchor::Name(name.to_owned())
}

#[test]
fn what_can_be_typed() {
    check("heads", None, Anchor::Heads, 0);
    check("head", None, Anchor::Head, 0);
    check("base", None, Anchor::Base, 0);
    check("current", None, Anchor::Current, 0);
    check("@", None, Anchor::Current, 0);
    check("@-1", None, Anchor::Current, -1);
    check("+2", None, Anchor::Current, 2);
    check("-2147483647", None, Anchor::Current, -2_147_483_647);
    check("ae10", None, name("ae10"), 0);
    check("1", None, name("1"), 0);
    check("ae10+2", None, name("ae10"), 2);
    check("head-1", None, Anchor::Head, -1);
    check("shop@head", Some("shop"), Anchor::Head, 0);
    check("shop@+2", Some("shop"), Anchor::Current, 2);
    check("my-shop@ae10-1", Some("my-shop"), name("ae10"), -1);
    check("shop@base", Some("shop"), Anchor::Base, 0);
    check("2024-03-01", None, name("2024-03"), -1);
    check("2024-0", None, name("2024-0"), 0);
    check("2024-99999999999", None, name("2024-99999999999"), 0);
    check("add-tags", None, name("add-tags"), 0);
}

#[test]
fn what_cannot() {
    let written = [
        "",
        " ",
        "ae10\n",
        "++2",
        "--2",
        "+",
        "-",
        "+0",
        "+99999999999",
        "ae10+0",
        "-2147483648",
        "-ae10",
        "a+b",
        "@head",
        "shop@",
        "shop@@",
        "a@b@c",
        "a:b",
        "é",
        &"a".repeat(161),
    ];
    let said: Vec<String> = written
        .map(|written| RevisionSpec::parse(written).map(|spec| format!("{spec:?} is accepted")))
        .map(|parsed| parsed.unwrap_or_else(|error| error.to_string()))
        .map(|said| {
            said.split("; write an id")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .into();
    insta::assert_snapshot!(said.join("\n"), @r#"
        the revision is empty
        unexpected ' ' in revision " "
        unexpected '\n' in revision "ae10\n"
        unexpected '+' in revision "++2"
        unexpected '-' in revision "--2"
        unexpected '+' in revision "+"
        unexpected '-' in revision "-"
        the steps of `+0` are none or too many
        the steps of `+99999999999` are none or too many
        the steps of `ae10+0` are none or too many
        the steps of `-2147483648` are none or too many
        unexpected '-' in revision "-ae10"
        unexpected '+' in revision "a+b"
        no label before the `@` of `@head`
        no revision after the `@` of `shop@`
        unexpected '@' in revision "shop@@"
        unexpected '@' in revision "a@b@c"
        unexpected ':' in revision "a:b"
        unexpected 'é' in revision "é"
        no revision is written with 161 characters
        "#);
}

#[test]
fn ranges() {
    let said: Vec<String> = [
        "a:b",
        "a:",
        ":b",
        ":",
        "-3:current",
        "a",
        "",
        "a:b:c",
        "a:++2",
    ]
    .map(|written| match RevisionRange::parse(written) {
        Ok(range) => {
            let end = |spec: &Option<RevisionSpec>| spec.as_ref().map(RevisionSpec::to_string);
            assert_eq!(range.to_string(), written);
            format!("{:?} to {:?}", end(&range.lower), end(&range.upper))
        }
        Err(error) => error.to_string(),
    })
    .into();
    insta::assert_snapshot!(said.join("\n"), @r#"
        Some("a") to Some("b")
        Some("a") to None
        None to Some("b")
        None to None
        Some("-3") to Some("current")
        "a" is no range of revisions; write `A:B`, `A:` or `:B`
        "" is no range of revisions; write `A:B`, `A:` or `:B`
        unexpected ':' in revision "b:c"; write an id or the beginning of one, `head`, `heads`, `base`, `current`, `+2`, `-1` or `LABEL@head`
        unexpected '+' in revision "++2"; write an id or the beginning of one, `head`, `heads`, `base`, `current`, `+2`, `-1` or `LABEL@head`
        "#);
}
