//! Ways in which a deal ends, by the words that CRM systems have for them.

/// How a deal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// It was won, or approved.
    Won,
    /// It was lost.
    Lost,
    /// It was declined by the seller.
    Declined,
    /// It was cancelled, or went away by itself.
    Cancelled,
}

impl End {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Won, Self::Lost, Self::Declined, Self::Cancelled];

    /// In a word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }

    /// The end that the name of a stage speaks of, if it does: `Closed Won`, `A_DECLINED`, `closedlost`.
    #[must_use]
    pub fn of(stage: &str) -> Option<Self> {
        let lower = stage.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        if words.contains(&"not") {
            return None;
        }
        words
            .iter()
            .find_map(|word| Self::of_word(word.strip_prefix("closed").unwrap_or(word)))
    }

    fn of_word(word: &str) -> Option<Self> {
        match word {
            "won" | "win" | "approved" | "gewonnen" | "gagne" | "gagné" => Some(Self::Won),
            "lost" | "loss" | "verloren" | "perdu" => Some(Self::Lost),
            "declined" | "rejected" | "denied" | "refused" | "abgelehnt" => Some(Self::Declined),
            "cancelled" | "canceled" | "withdrawn" | "abandoned" | "disqualified"
            | "unqualified" => Some(Self::Cancelled),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_ends() {
        for (stage, end) in [
            ("Closed Won", Some(End::Won)),
            ("closedlost", Some(End::Lost)),
            ("A_APPROVED", Some(End::Won)),
            ("A_DECLINED", Some(End::Declined)),
            ("O_CANCELLED", Some(End::Cancelled)),
            ("A_ACCEPTED", None),
            ("Negotiation", None),
            ("Not approved yet", None),
            ("wonderful", None),
            ("", None),
        ] {
            assert_eq!(End::of(stage), end, "{stage}");
        }
    }
}
