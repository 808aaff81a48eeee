//! The pack as its files have it: TOML tables, nothing resolved.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use toml::{Table, Value};

/// A paragraph and the list that its file opens with.
#[derive(Debug)]
pub(crate) struct Paragraph {
    /// `mtcr`
    pub(crate) list: String,
    /// `mtcr:9.A.4`
    pub(crate) id: String,
    pub(crate) table: Table,
    /// Itself and all that stand above it.
    chapeau: Vec<usize>,
}

/// All tables, by kind.
#[derive(Debug, Default)]
pub(crate) struct Law {
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) rules: Vec<Table>,
    pub(crate) memberships: Vec<Table>,
    pub(crate) contradictions: Vec<Table>,
    pub(crate) lists: BTreeMap<String, Table>,
    pub(crate) articles: BTreeMap<String, Table>,
    /// What articles are called in descriptions, in the singular and the plural.
    pub(crate) phrases: BTreeMap<String, Vec<String>>,
    pub(crate) properties: BTreeMap<String, Table>,
    pub(crate) profiles: BTreeMap<String, Table>,
    pub(crate) hs: Vec<Table>,
    pub(crate) claimed: Vec<Table>,
    /// All numbers of the lists by their letters and digits: those of paragraphs and those above.
    pub(crate) numbers: BTreeMap<String, Vec<String>>,
    pub(crate) countries: Vec<Table>,
}

/// The repository's own pack.
pub(crate) fn law() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| {
        let mut law = Law::default();
        for (name, text) in crate::pack::texts() {
            let file: Table = text.parse().unwrap_or_else(|why| panic!("{name}: {why}"));
            let list = file.get("list").and_then(Value::as_str).unwrap_or_default().to_owned();
            let tables = |kind: &str| -> Vec<Table> {
                let rows = file.get(kind).and_then(Value::as_array);
                rows.into_iter().flatten().map(|row| row.as_table().unwrap().clone()).collect()
            };
            for table in tables("paragraph") {
                let id = format!("{list}:{}", text_of(&table, "id"));
                let chapeau = Vec::new();
                law.paragraphs.push(Paragraph { list: list.clone(), id, table, chapeau });
            }
            let by_id = |kind: &str| {
                tables(kind).into_iter().map(|table| (text_of(&table, "id").to_owned(), table))
            };
            law.lists.extend(by_id("list").filter(|(id, _)| !id.is_empty()));
            law.articles.extend(by_id("article"));
            law.properties.extend(by_id("property"));
            law.profiles.extend(by_id("profile"));
            law.rules.extend(tables("rule"));
            law.contradictions.extend(tables("contradiction"));
            law.memberships.extend(tables("membership"));
            law.hs.extend(tables("hs"));
            law.claimed.extend(tables("claimed"));
            law.countries.extend(tables("country"));
        }
        for (id, own) in &law.articles {
            for word in texts_of(own, "synonyms").into_iter().map(super::rule::plain) {
                let word = word.trim();
                let mut forms = vec![word.to_owned(), format!("{word}s"), format!("{word}es")];
                forms.extend(word.strip_suffix('y').map(|stem| format!("{stem}ies")));
                for form in forms {
                    law.phrases.entry(form).or_default().push(id.clone());
                }
            }
        }
        for own in 0..law.paragraphs.len() {
            let id = law.paragraphs[own].id.clone();
            for end in id.match_indices('.').map(|(at, _)| at).chain([id.len()]) {
                law.numbers.entry(letters(&id[..end])).or_default().push(id[..end].to_owned());
            }
            let above = |at: &usize| under(&law.paragraphs[own].id, &law.paragraphs[*at].id);
            law.paragraphs[own].chapeau = (0..law.paragraphs.len()).filter(above).collect();
        }
        law
    })
}

/// Letters and digits alone, in capitals: as codes are compared.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
}

/// A text of a table; empty if absent.
pub(crate) fn text_of<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A flag of a table.
pub(crate) fn flag_of(table: &Table, key: &str) -> bool {
    table.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// A list of texts.
pub(crate) fn texts_of<'t>(table: &'t Table, key: &str) -> Vec<&'t str> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().map(|value| value.as_str().unwrap()).collect()
}

/// `from` and `until` as days, which compare as texts: an open end is none.
pub(crate) fn period_of(table: &Table) -> (Option<String>, Option<String>) {
    let day = |key: &str| {
        table.get(key).map(|value| match value {
            Value::Datetime(day) => day.to_string(),
            other => panic!("{other:?} is no day"),
        })
    };
    (day("from"), day("until"))
}

/// Whether a table is law on a day.
pub(crate) fn in_force(table: &Table, day: &str) -> bool {
    let (from, until) = period_of(table);
    from.is_none_or(|from| from.as_str() <= day) && until.is_none_or(|until| day < until.as_str())
}

/// Whether a number is another or stands under it: `mtcr:9.A.4` is under `mtcr:9.A` and `mtcr:9`.
pub(crate) fn under(number: &str, above: &str) -> bool {
    number == above
        || number
            .strip_prefix(above)
            .is_some_and(|rest| rest.starts_with('.') || above.ends_with(':'))
}

impl Law {
    /// A paragraph and all that stand above it.
    pub(crate) fn chapeau<'l>(&'l self, own: &'l Paragraph) -> impl Iterator<Item = &'l Paragraph> {
        own.chapeau.iter().map(|at| &self.paragraphs[*at])
    }

    /// Whether an article is another or a narrower kind of it.
    pub(crate) fn is_kind(&self, article: &str, wider: &str) -> bool {
        article == wider
            || self.articles.get(article).is_some_and(|table| {
                let next = text_of(table, "kind_of");
                !next.is_empty() && self.is_kind(next, wider)
            })
    }

    /// The list's class: its own or that of the nearest paragraph above.
    pub(crate) fn category<'l>(&'l self, own: &'l Paragraph) -> &'l str {
        self.chapeau(own)
            .filter(|p| !text_of(&p.table, "category").is_empty())
            .max_by_key(|p| p.id.len())
            .map_or("", |p| text_of(&p.table, "category"))
    }
}
