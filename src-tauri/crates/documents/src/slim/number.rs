//! Writing numbers short.

pub(super) use crate::raw::integer;

/// Appends `value` with at most `digits` (0 to 12) decimals and no needless byte.
pub(super) fn write(out: &mut Vec<u8>, value: f64, digits: usize) {
    let power = 10_i64.pow(u32::try_from(digits.min(12)).unwrap_or(12));
    // Coordinates beyond what fits are the same to every reader: nowhere.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "kept within 64 bits")]
    let scaled = (if value.is_nan() { 0.0 } else { value } * power as f64).clamp(-9e18, 9e18).round() as i64;
    if scaled < 0 {
        out.push(b'-');
    }
    let scaled = scaled.unsigned_abs();
    let power = power.unsigned_abs();
    let (whole, mut part) = (scaled / power, scaled % power);
    if whole > 0 || part == 0 {
        integer(out, whole);
    }
    if part > 0 {
        out.push(b'.');
        let mut place = power / 10;
        while part > 0 {
            #[expect(clippy::cast_possible_truncation, reason = "one decimal digit")]
            out.push(b'0' + (part / place) as u8);
            part %= place;
            place = (place / 10).max(1);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_takes_no_byte_more_than_it_needs() {
        let written = |value, digits| {
            let mut out = Vec::new();
            super::write(&mut out, value, digits);
            String::from_utf8(out).unwrap()
        };
        for (value, digits, expected) in [
            (0.0, 4, "0"),
            (-0.000_01, 4, "0"),
            (0.75, 4, ".75"),
            (-0.75, 4, "-.75"),
            (190.5, 4, "190.5"),
            (12.000_4, 3, "12"),
            (12.009_96, 4, "12.01"),
            (-842.0, 0, "-842"),
            (0.000_000_5, 7, ".0000005"),
            (1e30, 4, "900000000000000"),
            (f64::NAN, 4, "0"),
        ] {
            assert_eq!(written(value, digits), expected);
        }
    }
}
