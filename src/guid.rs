//! [`Guid`]: the id of a principal, a role definition, or whatever a condition compares. It does not know what it identifies.

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
        let number = match bare.len() {
            36 => dashed(bare.as_bytes())?,
            32 => undashed(bare.as_bytes())?,
            _ => return None,
        };
        Some(Self(number))
    }
}

fn dashed(text: &[u8]) -> Option<u128> {
    let (first, text) = digits::<8>(text)?;
    let (second, text) = digits::<4>(text.strip_prefix(b"-")?)?;
    let (third, text) = digits::<4>(text.strip_prefix(b"-")?)?;
    let (fourth, text) = digits::<4>(text.strip_prefix(b"-")?)?;
    let (last, _) = digits::<12>(text.strip_prefix(b"-")?)?;
    let high = first << 32 | second << 16 | third;
    Some(u128::from(high) << 64 | u128::from(fourth << 48 | last))
}

fn undashed(text: &[u8]) -> Option<u128> {
    let (high, text) = digits::<16>(text)?;
    let (low, _) = digits::<16>(text)?;
    Some(u128::from(high) << 64 | u128::from(low))
}

/// The number that a text of hexadecimal digits begins with, and the rest.
fn digits<const N: usize>(text: &[u8]) -> Option<(u64, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<N>()?;
    let (mut number, mut all) = (0_u64, 0_u8);
    for byte in digits {
        let digit = DIGITS.get(usize::from(*byte))?;
        number = number << 4 | u64::from(digit & 0xF);
        all |= digit;
    }
    // Looking once whether one of them was none is faster than looking each time.
    (all <= 0xF).then_some((number, rest))
}

/// The value of each hexadecimal digit; 255 for any other byte.
#[expect(clippy::indexing_slicing, reason = "the compiler runs it: an index out of bounds would not compile")]
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut value = 0_u8;
    while value < 16 {
        let letter = if value < 10 { b'0' + value } else { b'a' + value - 10 };
        digits[letter as usize] = value;
        digits[letter.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    digits
};

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
