//! Ids under which listed parties go out. The model refuses references with anything but Latin
//! letters, digits, dots and hyphens in them, and authorities use more than that.

use crate::files;

/// What a consumer of the model stores of an id, less room for the names of neighbours.
const LENGTH_MAX: usize = 150;

/// The id of an entry of a list: `un-IRe.012`. The underscores of a list's name, which has no dots,
/// are dots: `us.ofac.sdn-NK-1`. Where the model would refuse what remains, other characters are
/// hyphens and a digest keeps apart what then looks alike: `us-csl-SDN-9935-1c0ffee5`.
pub(crate) fn id_of(list: &str, entry: &str) -> String {
    let whole = format!("{}-{entry}", list.replace('_', "."));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let ends = |c: char| c.is_ascii_alphanumeric();
    if whole.len() <= LENGTH_MAX
        && whole.chars().all(plain)
        && whole.starts_with(ends)
        && whole.ends_with(ends)
    {
        return whole;
    }
    let hyphens = whole.chars().map(|c| if plain(c) { c } else { '-' });
    let readable: String = hyphens.take(LENGTH_MAX).collect();
    let digest = files::digest(whole.as_bytes());
    let digest = digest.trim_start_matches("sha256:").get(..8).unwrap_or_default();
    format!("{}-{digest}", readable.trim_matches(|c| !ends(c)))
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn what_the_model_takes_stays() {
        assert_eq!(id_of("un", "IRe.012"), "un-IRe.012");
        assert_eq!(id_of("eu", "EU.1-2"), "eu-EU.1-2");
        assert_eq!(id_of("us_ofac_sdn", "NK-1"), "us.ofac.sdn-NK-1");
    }

    #[test]
    fn what_looks_alike_is_kept_apart() {
        let ids = [("us-csl", "SDN:9935"), ("us-csl", "SDN_9935"), ("us-csl-SDN", "9935")];
        let ids: Vec<String> = ids.map(|(list, entry)| id_of(list, entry)).to_vec();
        assert!(ids.iter().all(|id| id.starts_with("us-csl-SDN-9935")), "{ids:?}");
        assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
    }

    #[test]
    fn any_entry_has_an_id_that_the_model_takes() {
        let long = "x".repeat(10_000);
        for entry in ["", "-", "名", "a b", "a.", "../..", long.as_str()] {
            let id = id_of("un", entry);
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
            assert!(id.len() < 200 && id.chars().all(plain), "{id}");
            assert!(id.ends_with(|c: char| c.is_ascii_alphanumeric()), "{id}");
        }
    }
}
