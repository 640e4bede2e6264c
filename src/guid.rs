//! [`Guid`]: the ids of principals, role definitions and whatever conditions compare. Knows nothing of what it identifies.

use std::fmt;

/// A GUID as Azure writes it; compares without regard to case, dashes or braces. Shown in lower case with dashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

impl Guid {
    /// The id of "all principals" in a deny assignment (R-DENY-2).
    pub const ZERO: Self = Self(0);

    /// A GUID from its number (tests and generators).
    pub const fn from_u128(number: u128) -> Self {
        Self(number)
    }

    /// The number behind the GUID.
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// Reads the dashed form, the 32-digit form (R-COND-5), and either in braces; blanks around it are ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let bare = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
        let dashed = match bare.len() {
            36 => true,
            32 => false,
            _ => return None,
        };
        let mut number = 0_u128;
        for (at, byte) in bare.bytes().enumerate() {
            if dashed && matches!(at, 8 | 13 | 18 | 23) {
                if byte != b'-' {
                    return None;
                }
                continue;
            }
            let digit = char::from(byte).to_digit(16)?;
            number = number << 4 | u128::from(digit);
        }
        Some(Self(number))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = |shift: u32, digits: usize| (self.0 >> shift) & ((1 << (4 * digits)) - 1);
        write!(f, "{:08x}-{:04x}-{:04x}", field(96, 8), field(80, 4), field(64, 4))?;
        write!(f, "-{:04x}-{:012x}", field(48, 4), field(0, 12))
    }
}

impl serde::Serialize for Guid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_that_azure_writes() {
        let text = "08d4c71a-cc63-4ce4-a9c8-5dd251b4d619";
        let same = [
            "08D4C71A-CC63-4CE4-A9C8-5DD251B4D619",
            "08d4c71acc634ce4a9c85dd251b4d619",
            "{08d4c71a-cc63-4ce4-a9c8-5dd251b4d619}",
        ];
        for form in same {
            assert_eq!(Guid::parse(form).map(|guid| guid.to_string()).as_deref(), Some(text), "{form}");
        }
        for wrong in ["", "08d4c71a", "08d4c71a-cc63-4ce4-a9c8-5dd251b4d61g", "08d4c71acc63-4ce4-a9c8-5dd251b4d619-"] {
            assert_eq!(Guid::parse(wrong), None, "{wrong}");
        }
    }
}
