//! Items: words, properties, relations and codes.

use super::suggest::{self, suggest};
use super::{Reader, shown};
use crate::exact::Exact;
use crate::ident::ArticleIdx;
use crate::input::{Given, ItemInput, Text};
use crate::limits;
use crate::problem::did_you_mean;
use crate::quantity::{Interval, Relation, read};
use crate::regime::{Form, Kinship, PropertyKind, Regime, Target};
use crate::transfer::{Item, Property, Stated, Value};
use crate::truth::Truth;
use crate::unit::Unit;
use crate::word::ACTIVITIES;

impl Reader<'_> {
    pub(super) fn item(&mut self, at: usize, input: &ItemInput<'_>) -> Item {
        let id = input.label(at);
        let place = |field: &str| format!("items[{}].{field}", shown(&id));
        let form = input.form.as_ref().and_then(|text| {
            let form = Form::parse(text);
            if form.is_none() {
                let words = Form::ALL.map(Form::word);
                let hint = did_you_mean(text, words.into_iter())
                    .unwrap_or_else(|| format!("one of: {}", words.join(", ")));
                self.fault(place("form"), format!("`{}` is no form", shown(text)), hint);
            }
            form
        });
        let article = self.article(&place("article"), input.article.as_ref());
        // An empty list names no activity; unlike a relation's it is no answer.
        let stated = input.scope.as_ref().filter(|words| !words.is_empty());
        let scope = stated.map(|words| {
            let read = |word| self.word(&place("scope"), Some(word), ACTIVITIES);
            words.iter().filter_map(read).collect()
        });
        let description = input.description.as_deref().unwrap_or_default();
        self.length(&place("description"), description);
        for (field, text) in &input.amounts {
            self.length(&place(field), text);
            self.amount(&place(field), field, text);
        }
        let mut remarks = Vec::new();
        let hs = self.hs(&place("hs.code"), input, &mut remarks);
        self.count(&place("claimed"), input.claimed.len(), limits::ENTRIES_MAX);
        let code = |text: &Text<'_>| -> String {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
        };
        let claimed: Vec<String> =
            input.claimed.iter().take(limits::ENTRIES_MAX).map(code).collect();
        let (form, form_by_code) = self.form_read(form, article, &claimed, &mut remarks);
        let properties = self.properties(&id, input);
        let relations = self.relations(&id, input);
        let mut item = Item {
            description: description.to_owned(),
            form,
            form_by_code,
            article: article.into(),
            scope: scope.into(),
            hs: hs.into(),
            claimed,
            properties,
            relations,
            candidates: Vec::new(),
            vague: Vec::new(),
            suggested: Vec::new(),
            remarks,
            id,
        };
        suggest(self.regime, &mut item);
        self.masses(&item);
        item
    }

    /// The form as stated, or as it is read where nobody states it: goods, unless something else
    /// says that it can be none; and whether the claimed code says so.
    fn form_read(
        &self,
        stated: Option<Form>,
        article: Option<ArticleIdx>,
        claimed: &[String],
        remarks: &mut Vec<String>,
    ) -> (Form, bool) {
        if let Some(form) = stated {
            return (form, false);
        }
        let words = &self.regime.vocabulary;
        let named = article.is_some_and(|at| words.article(at).id != "other_item");
        let suggest::Read { form, why, by_code } =
            suggest::form(self.regime, self.kind, claimed, named);
        remarks.extend(
            why.map(|why| format!("form not stated: read as {}, since {why}", form.word())),
        );
        (form, by_code)
    }

    fn article(&mut self, field: &str, text: Option<&Text<'_>>) -> Option<ArticleIdx> {
        let text = text?;
        let words = &self.regime.vocabulary;
        let found = words.find_article(text);
        if found.is_none() {
            let folded = text.to_lowercase();
            let meant = words.articles().iter().find(|a| a.synonyms.contains(&folded));
            let hint = match meant {
                Some(article) => format!("did you mean `{}`?", article.id),
                None => did_you_mean(text, words.articles().iter().map(|a| a.id.as_str()))
                    .unwrap_or_else(|| {
                        "`portcullis regime search WORDS` finds articles; leave it out if none fits"
                            .to_owned()
                    }),
            };
            self.fault(field, format!("`{}` is no article", shown(text)), hint);
        }
        found
    }

    /// How many and what they cost: numbers that can be. Goods without a value are given away; none
    /// of them are no item.
    fn amount(&mut self, place: &str, field: &str, text: &str) {
        let nothing = match field {
            "quantity" => false,
            "value" => true,
            _ => return,
        };
        let fits = |number: Exact| !number.is_negative() && (nothing || number != Exact::ZERO);
        if !Exact::parse(text.trim()).is_some_and(fits) {
            let hint = match nothing {
                true => {
                    "write a number from zero, a point before decimals; the currency is a field of its own"
                }
                false => {
                    "write a number above zero, a point before decimals; the unit is a field of its own"
                }
            };
            self.fault(place, format!("`{}` is no {field}", shown(text)), hint);
        }
    }

    /// The customs code, digits only. One that can be no code says nothing of the goods: it must
    /// neither meet nor miss a chapter.
    fn hs(
        &mut self,
        field: &str,
        input: &ItemInput<'_>,
        remarks: &mut Vec<String>,
    ) -> Option<String> {
        const EDITIONS: [&str; 8] =
            ["1988", "1992", "1996", "2002", "2007", "2012", "2017", "2022"];
        if let Some(edition) = &input.hs_edition
            && !EDITIONS.contains(&edition.as_ref())
        {
            let hint = format!("editions: {}", EDITIONS.join(", "));
            let what = format!("`{}` is no edition of the Harmonized System", shown(edition));
            self.fault(field.replace("code", "edition"), what, hint);
        }
        let text = input.hs_code.as_ref()?;
        let code: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        match customs_code(&code) {
            Ok(()) => Some(code),
            Err(why) => {
                remarks.push(format!("customs code `{}`: {why}; taken as not stated", shown(text)));
                None
            }
        }
    }

    fn properties(&mut self, id: &str, input: &ItemInput<'_>) -> Vec<Property> {
        self.count(
            &format!("items[{id}].properties"),
            input.properties.len(),
            limits::PROPERTIES_MAX,
        );
        let mut properties: Vec<Property> = Vec::with_capacity(input.properties.len());
        for (name, given) in input.properties.iter().take(limits::PROPERTIES_MAX) {
            if name.starts_with("x_") {
                continue;
            }
            let field = format!("items[{id}].properties.{}", shown(name));
            let words = &self.regime.vocabulary;
            let Some(property) = words.find_property(name) else {
                let folded = name.to_lowercase();
                let meant = words.properties().iter().find(|p| p.synonyms.contains(&folded));
                let hint = match meant {
                    Some(property) => format!("did you mean `{}`?", property.id),
                    None => did_you_mean(name, words.properties().iter().map(|p| p.id.as_str()))
                        .unwrap_or_else(|| {
                            "`portcullis regime search WORDS` finds properties; `x_…` is carried along"
                                .to_owned()
                        }),
                };
                self.fault(field, "unknown property", hint);
                continue;
            };
            match value(self.regime, property, given) {
                Ok(value) => properties.push(Property { property, value, written: written(given) }),
                Err((what, hint)) => self.fault(field, what, hint),
            }
        }
        properties.sort_by_key(|p| p.property);
        properties
    }

    fn relations(&mut self, id: &str, input: &ItemInput<'_>) -> [Stated<Vec<Target>>; 5] {
        let mut relations = [const { Stated::NotStated }; 5];
        for (name, named) in &input.relations {
            let field = format!("items[{id}].relations.{}", shown(name));
            let position = Kinship::ALL.into_iter().position(|kinship| kinship.word() == name);
            let Some(slot) = position.and_then(|at| relations.get_mut(at)) else {
                if !name.starts_with("x_") {
                    let words = Kinship::ALL.map(Kinship::word);
                    let hint = did_you_mean(name, words.into_iter())
                        .unwrap_or_else(|| format!("one of: {}", words.join(", ")));
                    self.fault(field, "unknown relation", hint);
                }
                continue;
            };
            self.count(&field, named.len(), limits::ENTRIES_MAX);
            let mut targets = Vec::with_capacity(named.len());
            for name in named.iter().take(limits::ENTRIES_MAX) {
                targets.extend(self.target(&field, name));
            }
            *slot = Stated::Value(targets);
        }
        relations
    }

    fn target(&mut self, field: &str, name: &str) -> Option<Target> {
        let regime = self.regime;
        let node = regime.outline.find(name).map(Target::Node);
        let found = node.or_else(|| regime.vocabulary.find_article(name).map(Target::Article));
        if found.is_none() {
            let articles = regime.vocabulary.articles().iter().map(|a| a.id.as_str());
            let with_list = regime.lists.iter().map(|list| format!("{}:{name}", list.id));
            let hint = with_list
                .filter(|id| regime.outline.find(id).is_some())
                .map(|id| format!("did you mean `{id}`?"))
                .next()
                .or_else(|| did_you_mean(name, regime.outline.ids().chain(articles)))
                .unwrap_or_else(|| {
                    "write a paragraph such as `mtcr:1.A.1`, or an article".to_owned()
                });
            let what = format!("`{}` is no paragraph and no article", shown(name));
            self.fault(field, what, hint);
        }
        found
    }

    /// Masses that contradict each other would make the range model say anything.
    fn masses(&mut self, item: &Item) {
        let get = |name| {
            let property = self.regime.vocabulary.find_property(name)?;
            match &item.property(property)?.value {
                Value::Quantity(interval) => Some(*interval),
                _ => None,
            }
        };
        let (Some(empty), Some(takeoff)) = (get("empty_mass"), get("takeoff_mass")) else { return };
        let (Some(low), Some(high)) = (empty.low, takeoff.high) else { return };
        let load = get("payload").and_then(|p| p.low).map_or(Exact::ZERO, |end| end.value);
        let sum = low.value.plus(load).unwrap_or(low.value);
        if Interval::exactly(sum).compare(Relation::AtMost, high.value) == Truth::False {
            let what = "empty mass and payload together exceed the take-off mass";
            let field = format!("items[{}].properties.takeoff_mass", shown(&item.id));
            self.fault(field, what, "state the maximum take-off mass");
        }
    }
}

fn written(given: &Given<'_>) -> String {
    match given {
        Given::Text(text) => text.to_string(),
        Given::Flag(flag) => flag.to_string(),
        Given::Number(number) => number.clone(),
        Given::Points(points) => {
            let each: Vec<String> = points.iter().map(|(r, p)| format!("{r} with {p}")).collect();
            each.join(", ")
        }
        Given::Other(kind) => (*kind).to_owned(),
    }
}

/// One property's value, read as its kind asks.
fn value(
    regime: &Regime,
    at: crate::ident::PropertyIdx,
    given: &Given<'_>,
) -> Result<Value, (String, String)> {
    let property = regime.vocabulary.property(at);
    let bad = |hint: &str| {
        let what = match given {
            Given::Other(kind) => format!("{kind} is no value of this property"),
            _ => format!("`{}` is no value of this property", shown(&written(given))),
        };
        Err((what, hint.to_owned()))
    };
    match (&property.kind, given) {
        (PropertyKind::Quantity { .. } | PropertyKind::Count, Given::Text(text)) => {
            let Some(expected) = property.expected() else { return bad("") };
            read(text, expected).map(Value::Quantity)
        }
        (PropertyKind::Quantity { .. } | PropertyKind::Count, Given::Number(number)) => {
            let Some(expected) = property.expected() else { return bad("") };
            read(number, expected).map(Value::Quantity)
        }
        (PropertyKind::Quantity { unit, .. }, _) => {
            bad(&format!("write a quantity such as `2 {unit}`"))
        }
        (PropertyKind::Count, _) => bad("write a number"),
        (PropertyKind::Flag, Given::Flag(flag)) => Ok(Value::Flag(*flag)),
        (PropertyKind::Flag, Given::Text(text)) if matches!(text.as_ref(), "true" | "false") => {
            Ok(Value::Flag(text == "true"))
        }
        (PropertyKind::Flag, _) => bad("`true` or `false`"),
        (PropertyKind::Word(words), Given::Text(text)) => {
            let word = text.to_lowercase();
            if words.contains(&word) {
                return Ok(Value::Word(word));
            }
            let hint = did_you_mean(text, words.iter().map(String::as_str))
                .unwrap_or_else(|| format!("one of: {}", words.join(", ")));
            bad(&hint)
        }
        (PropertyKind::Word(words), _) => bad(&format!("one of: {}", words.join(", "))),
        (PropertyKind::Cas, Given::Text(text)) if is_cas(text) => Ok(Value::Word(text.to_string())),
        (PropertyKind::Cas, _) => bad("a CAS number such as `302-01-2`; its last digit is a check"),
        (PropertyKind::Text, Given::Text(text)) if text.len() <= limits::TEXT_MAX => {
            Ok(Value::Text(text.to_string()))
        }
        (PropertyKind::Text, _) => bad("write a text"),
        (PropertyKind::Envelope, Given::Points(points)) => envelope(points).map(Value::Envelope),
        (PropertyKind::Envelope, _) => {
            bad("write points such as `[[\"250 km\", \"650 kg\"], [\"400 km\", \"450 kg\"]]`")
        }
    }
}

/// Whether digits can be a code of the Harmonized System: pairs, of which the first is a chapter that
/// exists. 77 is reserved, 98 and 99 are each state's own and may hold anything.
fn customs_code(code: &str) -> Result<(), &'static str> {
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err("a code has digits only");
    }
    if !(2..=12).contains(&code.len()) || !code.len().is_multiple_of(2) {
        return Err("a code has two to twelve digits, an even number; a leading zero counts");
    }
    match code.get(..2).and_then(|chapter| chapter.parse::<u8>().ok()) {
        Some(1..=76 | 78..=97) => Ok(()),
        Some(98 | 99) => {
            Err("chapters 98 and 99 are each state's own and say nothing of the goods")
        }
        _ => Err("there is no such chapter"),
    }
}

/// Two to seven digits, two digits, and the check digit of the scheme.
fn is_cas(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, check] = parts.as_slice() else { return false };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !(2..=7).contains(&first.len()) || second.len() != 2 || check.len() != 1 {
        return false;
    }
    if ![first, second, check].into_iter().all(|part| digits(part)) {
        return false;
    }
    let body = first.bytes().chain(second.bytes()).rev();
    let sum: u32 = body.zip(1u32..).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    check.parse::<u32>() == Ok(sum % 10)
}

fn envelope(points: &[(Text<'_>, Text<'_>)]) -> Result<Vec<(Exact, Exact)>, (String, String)> {
    if points.is_empty() || points.len() > limits::ENTRIES_MAX {
        let hint = format!("one to {} points", limits::ENTRIES_MAX);
        return Err((format!("an envelope of {} points", points.len()), hint));
    }
    let single = |text: &str, unit: &'static str| {
        let dimension = Unit::read_canonical(unit).unwrap_or(Unit::ONE).dimension;
        let expected = crate::quantity::Expected { unit: Some(unit), dimension };
        read(text, expected)?.single().ok_or_else(|| {
            let hint = "a certified point is one range with one payload".to_owned();
            (format!("`{text}` is not a single value"), hint)
        })
    };
    let read = |(range, payload): &(Text<'_>, Text<'_>)| {
        Ok::<_, (String, String)>((single(range, "km")?, single(payload, "kg")?))
    };
    let mut read: Vec<(Exact, Exact)> = points.iter().map(read).collect::<Result<_, _>>()?;
    read.sort();
    Ok(read)
}

#[cfg(test)]
mod test {
    use super::is_cas;

    #[test]
    fn cas_numbers_have_a_check_digit() {
        assert!(is_cas("302-01-2"));
        assert!(is_cas("7790-98-9"));
        assert!(!is_cas("302-01-3"));
        assert!(!is_cas("302012"));
    }
}
