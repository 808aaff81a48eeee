//! FollowTheMoney entities that stand within others, as exports for people write them.

use screening::lists::{self, SourceFile, SourceKind};

const FLAT: &str = r#"
{"id":"A","caption":"Imagined Owner","schema":"Person","properties":{"name":["Imagined Owner"],"topics":["sanction"]},"datasets":["made_up"]}
{"id":"B","caption":"Invented Works","schema":"Company","properties":{"name":["Invented Works"],"addressEntity":["adr"]},"datasets":["made_up"]}
{"id":"C","caption":"Invented Branch","schema":"Company","properties":{"name":["Invented Branch"]},"datasets":["made_up"]}
{"id":"adr","caption":"1 Example Street","schema":"Address","properties":{"full":["1 Example Street"]},"datasets":["made_up"]}
{"id":"own-1","caption":"owns","schema":"Ownership","properties":{"owner":["A"],"asset":["B"],"percentage":["60"]},"datasets":["made_up"]}
{"id":"own-2","caption":"owns","schema":"Ownership","properties":{"owner":["B"],"asset":["C"],"percentage":["50"]},"datasets":["made_up"]}
{"id":"s","caption":"s","schema":"Sanction","properties":{"entity":["A"],"programId":["XX-1"]},"datasets":["made_up"]}
{"id":"p","caption":"p","schema":"Passport","properties":{"holder":["A"],"number":["X0000001"]},"datasets":["made_up"]}
"#;

/// From the company upwards and downwards, references back left out.
const FROM_THE_COMPANY: &str = r#"
{"id":"B","caption":"Invented Works","schema":"Company","properties":{"name":["Invented Works"],"addressEntity":[{"id":"adr","caption":"1 Example Street","schema":"Address","properties":{"full":["1 Example Street"]}}],"ownershipAsset":[{"id":"own-1","caption":"owns","schema":"Ownership","properties":{"percentage":["60"],"owner":[{"id":"A","caption":"Imagined Owner","schema":"Person","properties":{"name":["Imagined Owner"],"topics":["sanction"],"passports":[{"id":"p","caption":"p","schema":"Passport","properties":{"number":["X0000001"]}}],"sanctions":[{"id":"s","caption":"s","schema":"Sanction","properties":{"programId":["XX-1"]}}]},"datasets":["made_up"]}]}}],"ownershipOwner":[{"id":"own-2","caption":"owns","schema":"Ownership","properties":{"percentage":["50"],"asset":[{"id":"C","caption":"Invented Branch","schema":"Company","properties":{"name":["Invented Branch"]},"datasets":["made_up"]}]}}]},"datasets":["made_up"]}
"#;

/// Each party with what it owns; the owned company is there in full only once.
const FROM_EACH_OWNER: &str = r#"
{"id":"A","caption":"Imagined Owner","schema":"Person","properties":{"name":["Imagined Owner"],"topics":["sanction"],"sanctions":[{"id":"s","caption":"s","schema":"Sanction","properties":{"entity":["A"],"programId":["XX-1"]}}],"passports":[{"id":"p","caption":"p","schema":"Passport","properties":{"holder":["A"],"number":["X0000001"]}}],"ownershipOwner":[{"id":"own-1","caption":"owns","schema":"Ownership","properties":{"owner":["A"],"percentage":["60"],"asset":[{"id":"B","caption":"Invented Works","schema":"Company","properties":{}}]}}]},"datasets":["made_up"]}
{"id":"B","caption":"Invented Works","schema":"Company","properties":{"name":["Invented Works"],"addressEntity":["adr"],"ownershipOwner":[{"id":"own-2","caption":"owns","schema":"Ownership","properties":{"owner":["B"],"percentage":["50"],"asset":["C"]}}]},"datasets":["made_up"]}
{"id":"C","caption":"Invented Branch","schema":"Company","properties":{"name":["Invented Branch"]},"datasets":["made_up"]}
{"id":"adr","caption":"1 Example Street","schema":"Address","properties":{"full":["1 Example Street"]},"datasets":["made_up"]}
"#;

fn parties(text: &str) -> Vec<String> {
    let file = SourceFile { name: "ftm.json", bytes: text.as_bytes() };
    let list =
        lists::read(SourceKind::FtmJson, &[file]).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(list.problems, []);
    let mut lines: Vec<String> =
        lists::write(&list.list, None, &list.parties).lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn owners_within_others_are_the_same_parties_with_the_same_holdings() {
    let flat = parties(FLAT);
    assert_eq!(flat.len(), 3, "{flat:#?}");
    assert!(flat[1].contains(r#""owners":[{"owner":"A","share":"60"}]"#), "{flat:#?}");
    assert!(flat[2].contains(r#""owners":[{"owner":"B","share":"50"}]"#), "{flat:#?}");
    assert_eq!(parties(FROM_THE_COMPANY), flat);
    assert_eq!(parties(FROM_EACH_OWNER), flat);
}
