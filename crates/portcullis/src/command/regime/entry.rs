//! Paragraphs, rules and words of a pack as flat objects, for reading and comparing.

use control::regime::{Clause, Line, Origin, Paragraph, PropertyKind, Regime, Rule, Target};
use serde_json::{Value, json};

/// A paragraph as a flat object; empty parts left out when printed.
pub(crate) fn paragraph(regime: &Regime, own: &Paragraph) -> Value {
    let articles: Vec<&str> =
        own.articles.iter().map(|at| regime.vocabulary.article(*at).id.as_str()).collect();
    let equipment: Vec<&str> = own
        .equipment
        .targets
        .iter()
        .map(|target| match target {
            Target::Node(node) => regime.outline.node(*node).id.as_str(),
            Target::Article(at) => regime.vocabulary.article(*at).id.as_str(),
        })
        .collect();
    let ids = |all: &[control::ident::ParagraphIdx]| -> Vec<&str> {
        all.iter().map(|at| regime.paragraph(*at).id.as_str()).collect()
    };
    let general = if own.general { "true" } else { "" };
    let within: Vec<&str> =
        own.within.iter().map(|node| regime.outline.node(*node).id.as_str()).collect();
    with_origin(
        regime,
        &own.origin,
        json!({
            "type": "paragraph", "id": own.id, "heading": own.heading, "category": own.category,
            "form": own.form.word(), "article": articles, "general": general, "for": equipment, "scope": own.scope,
            "need": lines(&own.need), "unless": lines(&own.unless), "within": within,
            "displaced_by": ids(&own.displaced_by), "counterpart": ids(&own.counterparts),
        }),
    )
}

/// A rule as a flat object.
pub(crate) fn rule(regime: &Regime, own: &Rule) -> Value {
    let duties: Vec<&str> = own.duties.iter().map(|d| d.code.as_str()).collect();
    with_origin(
        regime,
        &own.origin,
        json!({
            "type": "rule", "id": own.id, "part": own.part, "heading": own.heading,
            "status": own.status.map_or("duties only", |status| status.word()),
            "when": lines(&own.when), "unless": lines(&own.unless), "argued": lines(&own.argued),
            "judgement": own.judgement, "duties": duties,
            "setting": own.setting.as_ref().map_or(String::new(), |s| format!("{} = {}", s.name, s.value)),
        }),
    )
}

/// Articles and properties as flat objects.
pub(super) fn words(regime: &Regime) -> impl Iterator<Item = Value> + '_ {
    let articles = regime.vocabulary.articles().iter().map(
        |a| json!({"type": "article", "id": a.id, "heading": a.meaning, "synonyms": a.synonyms}),
    );
    let properties = regime.vocabulary.properties().iter().map(|p| {
        let takes = match &p.kind {
            PropertyKind::Quantity { unit, .. } => format!("a quantity, any unit like {unit}"),
            PropertyKind::Count => "a number".to_owned(),
            PropertyKind::Flag => "true or false".to_owned(),
            PropertyKind::Word(words) => format!("one of: {}", words.join(", ")),
            PropertyKind::Cas => "a CAS number".to_owned(),
            PropertyKind::Text => "a text".to_owned(),
            PropertyKind::Envelope => "a list of [range, payload] points".to_owned(),
        };
        json!({"type": "property", "id": p.id, "heading": p.meaning, "takes": takes,
            "synonyms": p.synonyms, "claim": p.claim})
    });
    articles.chain(properties)
}

fn lines(lines: &[Line]) -> Vec<String> {
    let clause = |alternative: &Vec<Clause>| {
        alternative.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" and ")
    };
    lines
        .iter()
        .map(|l| l.alternatives.iter().map(clause).collect::<Vec<_>>().join(" or "))
        .collect()
}

fn with_origin(regime: &Regime, origin: &Origin, mut value: Value) -> Value {
    let day = |at: Option<jiff::Timestamp>| at.map(|t| t.to_string()).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        map.insert("from".into(), day(origin.period.from).into());
        map.insert("until".into(), day(origin.period.until).into());
        map.insert("cite".into(), regime.cite(&origin.cite).into());
        let review = if origin.reviewed { "confirmed" } else { "recalled: not checked" };
        map.insert("review".into(), review.into());
        map.insert("source".into(), origin.source.clone().into());
        map.insert("note".into(), origin.note.clone().into());
        map.insert("pack".into(), format!("{}:{}", origin.file, origin.line).into());
    }
    value
}
