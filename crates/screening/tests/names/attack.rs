//! Ways to write a listed name so that it looks or sounds the same and is other text.

/// A way to write a name; `None` where it does not apply.
pub(crate) type Method = fn(&str) -> Option<String>;

/// Every method by its name.
pub(crate) const METHODS: &[(&str, Method)] = &[
    ("digits for letters", |n| in_words(n, 4, "a=4 e=3 i=1 o=0 s=5")),
    ("digits for some letters", |n| in_words(n, 4, "o=0 i=1")),
    ("signs for letters", |n| inside(n, "a=@ s=$ i=! e=€")),
    ("Cyrillic capitals", |n| upper(n, "A=А B=В C=С E=Е H=Н I=І K=К M=М O=О P=Р T=Т X=Х Y=У")),
    ("Greek capitals", |n| upper(n, "A=Α B=Β E=Ε Z=Ζ H=Η I=Ι K=Κ M=Μ N=Ν O=Ο P=Ρ T=Τ Y=Υ X=Χ")),
    ("small Cyrillic letters", |n| lower(n, "a=а c=с e=е o=о p=р x=х y=у i=і j=ј s=ѕ h=һ")),
    ("small Greek letters", |n| lower(n, "a=α o=ο v=ν p=ρ i=ι k=κ u=υ")),
    ("Armenian letters", |n| lower(n, "o=օ u=ս h=հ n=ո g=ց")),
    ("Cherokee capitals", |n| upper(n, "A=Ꭺ B=Ᏼ C=Ꮯ D=Ꭰ E=Ꭼ G=Ꮐ H=Ꮋ K=Ꮶ L=Ꮮ M=Ꮇ P=Ꮲ R=Ꮢ S=Ꮪ T=Ꭲ")),
    ("small capitals", |n| lower(n, "a=ᴀ e=ᴇ i=ɪ o=ᴏ k=ᴋ n=ɴ r=ʀ t=ᴛ m=ᴍ h=ʜ g=ɢ")),
    ("full width", |n| shift(n, 'ａ')),
    ("mathematical letters", |n| shift(n, '𝐚')),
    ("letters in circles", |n| shift(n, 'ⓐ')),
    ("flag letters", |n| shift(n, '🇦')),
    ("zero-width characters", |n| Some(between(n, "\u{200B}"))),
    ("soft hyphens", |n| Some(between(n, "\u{AD}"))),
    ("invisible fillers", |n| Some(between(n, "\u{3164}"))),
    ("combining marks", |n| Some(between(n, "\u{0335}"))),
    ("dots between letters", |n| Some(between(n, "."))),
    ("hyphens between letters", |n| Some(between(n, "-"))),
    ("words cut in two", |n| Some(cut(n, &[2]))),
    ("words cut in three", |n| Some(cut(n, &[2, 4]))),
    ("all in one", |n| n.contains(' ').then(|| n.replace(' ', ""))),
    ("all in one, turned", |n| turned(n, "")),
    ("another order", |n| turned(n, " ")),
    ("doubled letters", |n| Some(doubled(n))),
    ("no vowels", |n| no_vowels(n)),
    ("capital i for l", |n| lower(n, "l=I")),
    ("rn for m", |n| lower(n, "m=rn")),
    ("vv for w", |n| lower(n, "w=vv")),
    ("French", |n| respelled(n, FRENCH)),
    ("German", |n| respelled(n, GERMAN)),
    ("Polish", |n| respelled(n, POLISH)),
    ("Cyrillic", |n| respelled(n, CYRILLIC)),
    ("abbreviated", |n| by_word(n, SHORT)),
    ("legal forms added", |n| Some(format!("Messrs. {n} Pte. Ltd."))),
];

const FRENCH: &str = "tch=tch ch=tch sh=ch zh=j j=dj kh=kh ou=ou u=ou w=ou ee=i";
const GERMAN: &str = "sh=sch ch=tsch zh=sch kh=ch j=dsch v=w y=j z=s";
const POLISH: &str = "sh=sz ch=cz zh=z kh=ch j=dz v=w y=j w=w";
const CYRILLIC: &str = "shch=щ sh=ш ch=ч zh=ж kh=х ts=ц ya=я yu=ю yo=ё a=а b=б c=к d=д e=е f=ф g=г h=х \
    i=и j=дж k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в x=кс y=й z=з";
const SHORT: &str = "corporation=Corp company=Co trading=Trdg general=Gen. industries=Inds \
    industrial=Indl international=Intl development=Dev. commercial=Coml technology=Tech \
    manufacturing=Mfg export=Exp import=Imp department=Dept committee=Cttee bank=Bk group=Grp \
    research=Res. academy=Acad. national=Natl defence=Def. services=Svcs electric=Elec. center=Ctr";

fn pairs(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.split_whitespace().filter_map(|pair| pair.split_once('='))
}

/// Each letter as the table has it.
fn letters(name: &str, table: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match pairs(table).find(|(from, _)| from.chars().eq([c])) {
            Some((_, to)) => out.push_str(to),
            None => out.push(c),
        }
    }
    out
}

fn upper(name: &str, table: &str) -> Option<String> {
    name.is_ascii().then(|| letters(&name.to_uppercase(), table))
}

/// Only small letters, so that the others look as they did.
fn lower(name: &str, table: &str) -> Option<String> {
    let name = name.to_lowercase();
    let out = letters(&name, table);
    (name.is_ascii() && out != name).then_some(out)
}

/// In words of so many letters.
fn in_words(name: &str, least: usize, table: &str) -> Option<String> {
    let word = |w: &str| if w.len() < least { w.to_owned() } else { letters(w, table) };
    let lower = name.to_lowercase();
    let out = lower.split(' ').map(word).collect::<Vec<_>>().join(" ");
    (name.is_ascii() && out != lower).then_some(out)
}

/// Within words: the first and the last letter stay.
fn inside(name: &str, table: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let word = |w: &str| match w.char_indices().last() {
        Some((end, _)) if w.len() > 3 => {
            format!("{}{}{}", &w[..1], letters(&w[1..end], table), &w[end..])
        }
        _ => w.to_owned(),
    };
    let out = name.is_ascii().then(|| lower.split(' ').map(word).collect::<Vec<_>>().join(" "));
    out.filter(|out| *out != lower)
}

/// Letters moved to the block that begins with this one.
fn shift(name: &str, first: char) -> Option<String> {
    let one = |c: char| match c.to_ascii_lowercase() {
        c @ 'a'..='z' => char::from_u32(u32::from(first) + u32::from(c) - u32::from('a')),
        _ => Some(c),
    };
    name.is_ascii().then(|| name.chars().filter_map(one).collect())
}

/// A sign after each letter that another follows.
fn between(name: &str, sign: &str) -> String {
    let mut out = String::new();
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        out.push(c);
        if c.is_alphabetic() && letters.peek().is_some_and(|n| n.is_alphabetic()) {
            out.push_str(sign);
        }
    }
    out
}

fn cut(name: &str, at: &[usize]) -> String {
    let word = |word: &str| -> String {
        let long = word.chars().count() >= 6;
        let mut out = String::new();
        for (place, c) in word.chars().enumerate() {
            if long && at.contains(&place) {
                out.push('-');
            }
            out.push(c);
        }
        out
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn turned(name: &str, between: &str) -> Option<String> {
    let words: Vec<&str> = name.split([' ', '-']).collect();
    let turned = words.iter().rev().copied().collect::<Vec<_>>();
    (2..=3).contains(&words.len()).then(|| turned.join(between))
}

fn doubled(name: &str) -> String {
    let twice = |c: char| std::iter::repeat_n(c, if "lmnrst".contains(c) { 2 } else { 1 });
    name.to_lowercase().chars().flat_map(twice).collect()
}

fn no_vowels(name: &str) -> Option<String> {
    let word = |w: &str| -> String {
        let bare: String = w
            .char_indices()
            .filter(|(i, c)| *i == 0 || !"aeiou".contains(*c))
            .map(|(_, c)| c)
            .collect();
        if w.len() >= 6 { bare } else { w.to_owned() }
    };
    let lower = name.to_lowercase();
    let out = lower.split(' ').map(word).collect::<Vec<_>>().join(" ");
    (name.is_ascii() && out != lower).then_some(out)
}

/// The longest spelling that fits, from left to right.
fn respelled(name: &str, table: &str) -> Option<String> {
    let name = name.to_lowercase().replace(['\'', '’'], "");
    let mut rest = name.as_str();
    let mut out = String::new();
    while let Some(c) = rest.chars().next() {
        let fits = pairs(table).filter(|(from, _)| rest.starts_with(from));
        match fits.max_by_key(|(from, _)| from.len()) {
            Some((from, to)) => {
                out.push_str(to);
                rest = &rest[from.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    (name.is_ascii() && out != name).then_some(out)
}

fn by_word(name: &str, table: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let word =
        |w: &str| pairs(table).find(|(from, _)| *from == w).map_or(w, |(_, to)| to).to_owned();
    let out = lower.split(' ').map(word).collect::<Vec<_>>().join(" ");
    (out != lower).then_some(out)
}
