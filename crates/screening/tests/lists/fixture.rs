//! The fixtures: invented entries in the form of each official file.

use std::path::PathBuf;

use screening::lists::{self, ListFile, Refusal, SourceFile, SourceKind};

/// A fixture: the kind it is in and its files, the main file first.
pub(crate) struct Fixture {
    pub(crate) kind: SourceKind,
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

const FIXTURES: &[(SourceKind, &[&str])] = &[
    (SourceKind::OfacSdnXml, &["sdn.xml"]),
    (SourceKind::OfacAdvancedXml, &["sdn_advanced.xml"]),
    (SourceKind::OfacEnhancedXml, &["sdn_enhanced.xml"]),
    (SourceKind::OfacCsv, &["ofac_sdn.csv", "ofac_alt.csv", "ofac_add.csv", "ofac_comments.csv"]),
    (SourceKind::UsCslJson, &["csl.json"]),
    (SourceKind::UsCslCsv, &["csl.csv"]),
    (SourceKind::BisDpl, &["dpl.txt"]),
    (SourceKind::UnXml, &["un.xml"]),
    (SourceKind::EuFsfXml, &["eu.xml"]),
    (SourceKind::EuFsfCsv, &["eu_1_1.csv"]),
    (SourceKind::EuFsfCsv, &["eu_1_0.csv"]),
    (SourceKind::UkConlistCsv, &["conlist.csv"]),
    (SourceKind::UkSanctionsListCsv, &["uksl.csv"]),
    (SourceKind::UkSanctionsListXml, &["uksl.xml"]),
    (SourceKind::ChSecoXml, &["seco.xml"]),
    (SourceKind::FtmJson, &["ftm.json"]),
    (SourceKind::OpensanctionsSimpleCsv, &["simple.csv"]),
    (SourceKind::PortcullisNdjson, &["own.ndjson"]),
];

/// The folder of the fixtures.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every fixture, read from its files.
pub(crate) fn all() -> Vec<Fixture> {
    let content = |name: &&str| {
        let bytes = std::fs::read(folder().join(name)).expect("the fixture is there");
        ((*name).to_owned(), bytes)
    };
    let fixture = |(kind, names): &(SourceKind, &[&str])| Fixture {
        kind: *kind,
        files: names.iter().map(content).collect(),
    };
    FIXTURES.iter().map(fixture).collect()
}

impl Fixture {
    /// The name of the main file.
    pub(crate) fn name(&self) -> &str {
        &self.files[0].0
    }

    /// Reads the fixture as it is.
    pub(crate) fn read(&self) -> Result<ListFile, Refusal> {
        self.read_with(&self.files[0].1)
    }

    /// Reads the fixture with other bytes in its main file.
    pub(crate) fn read_with(&self, main: &[u8]) -> Result<ListFile, Refusal> {
        let mut files: Vec<SourceFile<'_>> =
            self.files.iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
        files[0].bytes = main;
        lists::read(self.kind, &files)
    }
}
