//! Instants as exports write them, to seconds since 1970 (UTC).

/// Reads an instant: RFC 3339 with any offset (none means UTC), fractions dropped; or Windows PowerShell's `/Date(ms)/`.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(milliseconds) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        return Some(milliseconds.parse::<i64>().ok()?.div_euclid(1000));
    }
    let (date_time, rest) = text.split_at_checked("2026-03-01T09:00:00".len())?;
    let [year, month, day, hour, minute, second] = fields(date_time.as_bytes())?;
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 61;
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    in_range.then_some(seconds - offset(rest)?)
}

/// The first whole second that is not before an instant: `start <= t` and `t < end` hold for whole seconds `t` exactly where they
/// hold for these (R-PIM-6).
pub(crate) fn first_second_from(text: &str) -> Option<i64> {
    let begun = seconds(text)?;
    Some(if has_fraction(text) { begun + 1 } else { begun })
}

fn has_fraction(text: &str) -> bool {
    let text = text.trim();
    if let Some(milliseconds) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        return milliseconds.parse::<i64>().is_ok_and(|milliseconds| milliseconds.rem_euclid(1000) > 0);
    }
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    fraction.bytes().take_while(u8::is_ascii_digit).any(|digit| digit != b'0')
}

/// The seconds of an ISO 8601 duration in weeks, days, hours, minutes and whole seconds, as PIM writes it (`PT8H`, `P180D`). Years and
/// months have no fixed length.
pub(crate) fn length(text: &str) -> Option<i64> {
    const DATE: [(char, i64); 2] = [('W', 604_800), ('D', 86_400)];
    const TIME: [(char, i64); 3] = [('H', 3600), ('M', 60), ('S', 1)];
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('P')?;
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let days = parts(date, &DATE)?;
    let of_day = time.map_or(Some(0), |time| parts(time, &TIME).filter(|_| !time.is_empty()))?;
    days.checked_add(of_day).filter(|_| !text.is_empty())
}

/// Numbers with their units, the larger units first.
fn parts(mut text: &str, mut units: &[(char, i64)]) -> Option<i64> {
    let mut sum: i64 = 0;
    while !text.is_empty() {
        let (number, rest) = text.split_at_checked(text.find(|c: char| !c.is_ascii_digit())?)?;
        let unit = rest.chars().next()?;
        let at = units.iter().position(|&(own, _)| own == unit)?;
        let (_, seconds) = units.get(at)?;
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(*seconds)?)?;
        units = units.get(at + 1..)?;
        text = rest.get(1..)?;
    }
    Some(sum)
}

/// The six numbers of `yyyy-mm-ddThh:mm:ss`.
fn fields(text: &[u8]) -> Option<[i64; 6]> {
    let mut numbers = [0; 6];
    let mut at = 0;
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                let number: &mut i64 = numbers.get_mut(at)?;
                *number = *number * 10 + i64::from(byte - b'0');
            }
            b'-' | b':' | b'T' | b't' | b' ' => at += 1,
            _ => return None,
        }
    }
    (at == 5).then_some(numbers)
}

/// Days since 1970 of a date of the Gregorian calendar, counting years from March so that a leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// What follows the seconds: a fraction, then `Z`, an offset, or nothing.
fn offset(rest: &str) -> Option<i64> {
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let sign = match zone.as_bytes() {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', ..] => 1,
        [b'-', ..] => -1,
        _ => return None,
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_tools_write() {
        let cases = [
            ("1970-01-01T00:00:00Z", Some(0), "the beginning"),
            ("2026-03-01T09:00:00.1234567Z", Some(1_772_355_600), "ARM"),
            ("2026-03-01T09:00:00+00:00", Some(1_772_355_600), "az CLI"),
            ("2026-03-01T10:30:00.5+01:30", Some(1_772_355_600), "any offset"),
            ("2026-03-01T09:00:00", Some(1_772_355_600), "none is UTC"),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800), "a leap day"),
            ("/Date(1772355600000)/", Some(1_772_355_600), "Windows PowerShell"),
            ("2026-13-01T09:00:00Z", None, "no month"),
            ("tomorrow, at nine o'clock", None, "words"),
            ("2026-03-01", None, "a date only: it bounds nothing exactly"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(seconds(text), expected, "{why}");
        }
    }

    #[test]
    fn a_fraction_counts_for_bounds() {
        let cases = [
            ("1970-01-01T00:00:10Z", 10, "a whole second"),
            ("1970-01-01T00:00:10.0000000Z", 10, "a fraction of nothing"),
            ("1970-01-01T00:00:10.0000001Z", 11, "as small as ARM writes it"),
            ("1970-01-01T01:00:10.5+01:00", 11, "before an offset"),
            ("/Date(10001)/", 11, "milliseconds"),
            ("/Date(10000)/", 10, "no milliseconds"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(first_second_from(text), Some(expected), "{why}");
        }
    }

    #[test]
    fn reads_durations_of_a_fixed_length() {
        let cases = [
            ("PT8H", Some(28_800), "an activation"),
            ("PT1H30M", Some(5_400), "two units"),
            ("P180D", Some(15_552_000), "an eligibility"),
            ("P1DT12H", Some(129_600), "days and hours"),
            ("P2W", Some(1_209_600), "weeks"),
            ("PT0S", Some(0), "none"),
            ("P1Y", None, "a year has no fixed length"),
            ("P6M", None, "nor has a month"),
            ("PT1.5H", None, "a fraction"),
            ("PT30M1H", None, "units in the wrong order"),
            ("P", None, "nothing"),
            ("P1DT", None, "no time after the T"),
            ("PTH", None, "no number"),
            ("8:00:00", None, "another form"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(length(text), expected, "{why}: {text}");
        }
    }

    #[test]
    fn agrees_with_a_calendar() {
        for number in (0..4_000_000_000_i64).step_by(7_654_321) {
            let text = jiff::Timestamp::from_second(number).expect("in range").to_string();
            assert_eq!(seconds(&text), Some(number), "{text}");
        }
    }
}
