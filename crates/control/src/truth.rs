//! Three values. No conversion to `bool` and no default: who wants to branch says on which value.

/// Whether something holds. The order False < Unknown < True makes "and" a minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold, whatever else becomes known.
    False,
    /// What is stated does not settle it.
    Unknown,
    /// It holds, whatever else becomes known.
    True,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// It does not hold.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// From something that is certainly so or certainly not.
    #[must_use]
    pub fn certain(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Holds, or may hold.
    #[must_use]
    pub fn is_open(self) -> bool {
        self != Self::False
    }

    /// All of them hold; true for none.
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::True;
        for truth in truths {
            result = result.and(truth);
            if result == Self::False {
                break;
            }
        }
        result
    }

    /// At least one of them holds; false for none.
    pub fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::False;
        for truth in truths {
            result = result.or(truth);
            if result == Self::True {
                break;
            }
        }
        result
    }

    /// As written in every output: `true`, `unknown`, `false`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Unknown => "unknown",
            Self::True => "true",
        }
    }
}

#[cfg(test)]
mod test {
    use super::Truth::{self, False, True, Unknown};

    const ALL: [Truth; 3] = [False, Unknown, True];

    /// The two-valued readings that a three-valued one still allows.
    fn readings(truth: Truth) -> &'static [bool] {
        match truth {
            False => &[false],
            Unknown => &[false, true],
            True => &[true],
        }
    }

    fn from(readings: &[bool]) -> Truth {
        match (readings.contains(&false), readings.contains(&true)) {
            (true, true) => Unknown,
            (_, holds) => Truth::certain(holds),
        }
    }

    #[test]
    fn connectives_agree_with_every_completion() {
        for a in ALL {
            let not: Vec<bool> = readings(a).iter().map(|x| !x).collect();
            assert_eq!(a.negate(), from(&not));
            for b in ALL {
                let mut and = Vec::new();
                let mut or = Vec::new();
                for x in readings(a) {
                    for y in readings(b) {
                        and.push(*x && *y);
                        or.push(*x || *y);
                    }
                }
                assert_eq!(a.and(b), from(&and));
                assert_eq!(a.or(b), from(&or));
            }
        }
    }
}
