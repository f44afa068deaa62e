//! Code 128 along one line of dots: reading it back, and the widths a printer should have burnt.
//!
//! Owns the symbology (ISO/IEC 15417). It knows no place and no picture; a line is its runs of white and black.

/// Bars and gaps of the values 0 to 106, in modules. 103, 104 and 105 start the code sets A, B and C; 106 stops, and has
/// one more bar.
const WIDTHS: [[u8; 6]; 107] = [
    *b"212222", *b"222122", *b"222221", *b"121223", *b"121322", *b"131222", *b"122213", *b"122312", *b"132212",
    *b"221213", *b"221312", *b"231212", *b"112232", *b"122132", *b"122231", *b"113222", *b"123122", *b"123221",
    *b"223211", *b"221132", *b"221231", *b"213212", *b"223112", *b"312131", *b"311222", *b"321122", *b"321221",
    *b"312212", *b"322112", *b"322211", *b"212123", *b"212321", *b"232121", *b"111323", *b"131123", *b"131321",
    *b"112313", *b"132113", *b"132311", *b"211313", *b"231113", *b"231311", *b"112133", *b"112331", *b"132131",
    *b"113123", *b"113321", *b"133121", *b"313121", *b"211331", *b"231131", *b"213113", *b"213311", *b"213131",
    *b"311123", *b"311321", *b"331121", *b"312113", *b"312311", *b"332111", *b"314111", *b"221411", *b"431111",
    *b"111224", *b"111422", *b"121124", *b"121421", *b"141122", *b"141221", *b"112214", *b"112412", *b"122114",
    *b"122411", *b"142112", *b"142211", *b"241211", *b"221114", *b"413111", *b"241112", *b"134111", *b"111242",
    *b"121142", *b"121241", *b"114212", *b"124112", *b"124211", *b"411212", *b"421112", *b"421211", *b"212141",
    *b"214121", *b"412121", *b"111143", *b"111341", *b"131141", *b"114113", *b"114311", *b"411113", *b"411311",
    *b"113141", *b"114131", *b"311141", *b"411131", *b"211412", *b"211214", *b"211232", *b"233111",
];
/// The values by their widths, each one less than it is and in two bits.
const BY_WIDTHS: [u8; 4096] = {
    let (mut table, mut value) = ([NO_VALUE; 4096], 0);
    while value < WIDTHS.len() {
        let (mut key, mut at) = (0, 0);
        while at < 6 {
            key = key << 2 | (WIDTHS[value][at] - b'1') as usize;
            at += 1;
        }
        table[key] = value as u8;
        value += 1;
    }
    table
};
const NO_VALUE: u8 = u8::MAX;
const START_B: u8 = 104;
const STOP: u8 = 106;
const LAST_BAR: u8 = 2;
/// Together the six runs of a value may be off by so many modules: half of what tells two values apart is one.
const SLACK: u32 = 2;
/// Values between start and check. No tracking id has fewer, and dots of anything spell one or two by chance.
const FEWEST_VALUES: usize = 4;
/// The white before it, start, values, check, stop and its last bar.
const FEWEST_RUNS: usize = 1 + 6 * (FEWEST_VALUES + 3) + 1;

/// A symbol on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// What it holds.
    pub text: String,
    /// Modules of each bar and gap along the line; the first is a bar.
    pub widths: Vec<u8>,
    /// Where the first bar begins.
    pub from: u32,
    /// Where the last bar ends.
    pub to: u32,
    /// Dots of each bar and gap, as many as there are widths.
    pub dots: Vec<u32>,
}

impl Line {
    /// Modules from the first bar to the last.
    pub(crate) fn modules(&self) -> u32 {
        self.widths.iter().map(|width| u32::from(*width)).sum()
    }
}

/// Runs of a line in turn white and black; the first and the last are white, perhaps of no length.
pub(crate) fn runs(length: u32, is_black: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut runs = vec![0];
    let mut black = false;
    for at in 0..length {
        if is_black(at) != black {
            black = !black;
            runs.push(0);
        }
        if let Some(last) = runs.last_mut() {
            *last += 1;
        }
    }
    if black {
        runs.push(0);
    }
    runs
}

/// The first symbol on a line. Bars read from their wrong end may name a shorter symbol inside the true one, so both
/// directions are read and the wider symbol counts.
pub(crate) fn read(runs: &[u32]) -> Option<Line> {
    if runs.len() < FEWEST_RUNS {
        return None;
    }
    let wide = |line: &Line| line.to - line.from;
    [backwards(runs), forwards(runs)].into_iter().flatten().max_by_key(wide)
}

fn backwards(runs: &[u32]) -> Option<Line> {
    let back: Vec<u32> = runs.iter().rev().copied().collect();
    let length: u32 = runs.iter().sum();
    let mut line = forwards(&back)?;
    line.widths.reverse();
    line.dots.reverse();
    (line.from, line.to) = (length - line.to, length - line.from);
    Some(line)
}

/// Bars and gaps of a text in code set B, in modules; `None` where it has other characters than plain ASCII.
pub(crate) fn write(text: &str) -> Option<Vec<u8>> {
    let mut values = vec![START_B];
    for byte in text.bytes() {
        values.push(byte.checked_sub(b' ').filter(|value| *value < 95)?);
    }
    values.push(check(&values)?);
    Some(widths(&values))
}

fn forwards(runs: &[u32]) -> Option<Line> {
    let mut at = runs.first().copied()?;
    // Black runs have odd places.
    for start in (1..runs.len().saturating_sub(FEWEST_RUNS - 2)).step_by(2) {
        if let Some(values) = values(runs.get(start..)?)
            && let Some(text) = text(&values)
        {
            let widths = widths(&values);
            let dots = runs.get(start..start + widths.len())?.to_vec();
            let to = at + dots.iter().sum::<u32>();
            return Some(Line { text, widths, from: at, to, dots });
        }
        at += runs.get(start..start + 2)?.iter().sum::<u32>();
    }
    None
}

fn widths(values: &[u8]) -> Vec<u8> {
    let of_values = values.iter().chain(&[STOP]).filter_map(|value| WIDTHS.get(usize::from(*value))).flatten();
    of_values.map(|digit| digit - b'0').chain([LAST_BAR]).collect()
}

/// Start, data and check of the symbol whose first bar is the first run.
fn values(runs: &[u32]) -> Option<Vec<u8>> {
    let first = runs.get(..6)?;
    let length: u32 = first.iter().sum();
    // All three starts begin with two modules of black, one of white and one of black.
    let near = |run: u32, modules: u32| (run * 11).abs_diff(modules * length) <= length;
    if !(near(first[0], 2) && near(first[1], 1) && near(first[2], 1)) {
        return None;
    }
    let start = value(first, 103..106)?;
    let mut values = vec![start];
    let mut rest = runs.get(6..)?;
    loop {
        let next = rest.get(..6)?;
        let sum: u32 = next.iter().sum();
        if sum.abs_diff(length) * 4 > length {
            return None;
        }
        rest = rest.get(6..)?;
        match value(next, 0..107)? {
            STOP => break,
            103..STOP => return None,
            data => values.push(data),
        }
    }
    if !near(*rest.first()?, LAST_BAR.into()) {
        return None;
    }
    let (last, data) = values.split_last()?;
    (data.len() > FEWEST_VALUES && check(data)? == *last).then_some(values)
}

/// The value whose bars the runs are nearest to.
fn value(runs: &[u32], among: std::ops::Range<u8>) -> Option<u8> {
    let length: u32 = runs.iter().sum();
    // Where every run is nearest to a width and these are a value's, no other value is nearer.
    let nearest = runs.iter().try_fold(0, |key, run| {
        let (twice, whole) = (run * 22 + length, 2 * length.max(1));
        let modules = twice / whole;
        ((1..=4).contains(&modules) && twice % whole != 0).then(|| key << 2 | (modules - 1) as usize)
    });
    if let Some(exact) = nearest.and_then(|key| BY_WIDTHS.get(key)).filter(|value| among.contains(value)) {
        return off_by(runs, WIDTHS.get(usize::from(*exact))?, length).map(|_| *exact);
    }
    among
        .filter_map(|value| Some((off_by(runs, WIDTHS.get(usize::from(value))?, length)?, value)))
        .min()
        .map(|(_, value)| value)
}

/// How far runs are from a value's; `None` where that is too far.
fn off_by(runs: &[u32], pattern: &[u8; 6], length: u32) -> Option<u32> {
    let mut off = 0;
    for (run, digit) in runs.iter().zip(pattern) {
        let by = (run * 11).abs_diff(u32::from(digit - b'0') * length);
        off += by;
        if off > SLACK * length || by > length {
            return None;
        }
    }
    Some(off)
}

fn check(values: &[u8]) -> Option<u8> {
    let (start, data) = values.split_first()?;
    let weighed = data.iter().zip(1_u32..).map(|(value, place)| u32::from(*value) * place % 103);
    u8::try_from((u32::from(*start) + weighed.sum::<u32>()) % 103).ok()
}

/// What start, data and check say. Function characters say nothing.
fn text(values: &[u8]) -> Option<String> {
    let (start, rest) = values.split_first()?;
    let (_, data) = rest.split_last()?;
    let mut set = *start;
    let mut shifted = false;
    let mut text = String::new();
    for value in data {
        let of = if std::mem::take(&mut shifted) { if set == 103 { 104 } else { 103 } } else { set };
        match (of, *value) {
            (105, pair @ 0..=99) => {
                text.push(char::from(b'0' + pair / 10));
                text.push(char::from(b'0' + pair % 10));
            }
            (103, value @ 64..=95) => text.push(char::from(value - 64)),
            (103 | 104, value @ 0..=95) => text.push(char::from(value + b' ')),
            (103 | 104, 98) => shifted = true,
            (103 | 104, 99) => set = 105,
            (103 | 105, 100) => set = 104,
            (104 | 105, 101) => set = 103,
            _ => {}
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use barcoders::sym::code128::Code128;
    use proptest::prelude::*;

    use super::*;

    fn modules(marked: &str) -> Vec<bool> {
        Code128::new(marked).unwrap().encode().into_iter().map(|module| module == 1).collect()
    }

    /// The symbol drawn without smoothing, one module so many hundredths of a dot wide.
    fn drawn(modules: &[bool], hundredths: u32, quiet: u32) -> Vec<bool> {
        let length = modules.len() as u32 * hundredths / 100;
        let inside = (0..length).map(|dot| modules[((dot * 100 + 50) / hundredths) as usize]);
        let white = std::iter::repeat_n(false, quiet as usize);
        white.clone().chain(inside).chain(white).collect()
    }

    fn line(dots: &[bool]) -> Option<Line> {
        read(&runs(dots.len() as u32, |at| dots[at as usize]))
    }

    #[test]
    fn every_code_set_of_another_encoder_is_read() {
        for (marked, plain) in [
            ("ƁFMPP0007310000", "FMPP0007310000"),
            ("Ć1490812345678901", "1490812345678901"),
            ("ƁXPRS1Ć234567890123", "XPRS1234567890123"),
            ("ÀAWB-77ƁlowĆ123456", "AWB-77low123456"),
        ] {
            let found = line(&drawn(&modules(marked), 300, 30)).unwrap_or_else(|| panic!("{marked} is not read"));
            assert_eq!((found.text.as_str(), found.from), (plain, 30));
            assert_eq!(found.modules() as usize, modules(marked).len());
        }
    }

    #[test]
    fn what_we_write_is_what_the_other_encoder_writes() {
        let widths = write("FMPP0007310000").unwrap();
        let ours: Vec<bool> = widths
            .iter()
            .enumerate()
            .flat_map(|(at, width)| std::iter::repeat_n(at % 2 == 0, usize::from(*width)))
            .collect();
        assert_eq!(ours, modules("ƁFMPP0007310000"));
        assert_eq!(write("₹"), None);
    }

    #[test]
    fn a_missing_bar_is_noticed() {
        let mut dots = drawn(&modules("ƁFMPP0007310000"), 300, 30);
        let bar = (150..).find(|at| dots[*at] && !dots[at - 1]).unwrap();
        dots[bar..bar + 3].fill(false);
        assert_eq!(line(&dots), None, "the check character does not hold");
    }

    #[test]
    fn a_shorter_symbol_inside_one_read_from_its_wrong_end_does_not_count() {
        let mut dots = drawn(&modules("ƁAANN4380000000"), 513, 0);
        dots.reverse();
        assert_eq!(line(&dots).map(|l| (l.text, l.from, l.to)), Some(("AANN4380000000".into(), 0, 969)));
    }

    #[test]
    fn the_quick_way_to_a_value_finds_the_nearest() {
        let slow = |runs: &[u32], among: std::ops::Range<u8>| {
            let length: u32 = runs.iter().sum();
            let off = |value: u8| Some((off_by(runs, &WIDTHS[usize::from(value)], length)?, value));
            among.filter_map(off).min().map(|(_, value)| value)
        };
        let mut random = 7_u32;
        let mut next = |most: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 16) % most
        };
        for case in 0..200_000_u32 {
            let widths = WIDTHS[(case % 107) as usize];
            let module = 1 + next(9);
            let runs = widths.map(|digit| (u32::from(digit - b'0') * module + next(3)).saturating_sub(next(3)).max(1));
            for among in [0..107, 103..106] {
                assert_eq!(value(&runs, among.clone()), slow(&runs, among), "{runs:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_symbol_reads_at_any_size_from_two_dots_a_module_and_from_either_end(
            id in "[A-Z]{4}[0-9]{10}", hundredths in 200_u32..800, quiet in 0_u32..60, back in any::<bool>(),
        ) {
            let mut dots = drawn(&modules(&format!("Ɓ{id}")), hundredths, quiet);
            let width = dots.len() as u32 - 2 * quiet;
            if back {
                dots.reverse();
            }
            let found = line(&dots);
            prop_assert_eq!(found.map(|l| (l.text, l.from, l.to)), Some((id, quiet, quiet + width)));
        }

        #[test]
        fn lines_of_anything_name_no_parcel(dots in proptest::collection::vec(any::<bool>(), 0..900)) {
            prop_assert_eq!(line(&dots), None);
        }
    }
}
