//! Invented buyers: a name in the state's own script for one in ten, a street that does not exist, a true pin code.

use super::places::{CITIES, City, Script};
use crate::draw::Draw;

const LATIN: (&[&str], &[&str]) = (
    &[
        "Asha", "Ravi", "Meena", "Suresh", "Kavya", "Arjun", "Divya", "Imran", "Fatima", "Joseph", "Anita", "Vikram",
        "Pooja", "Rahul", "Sneha", "Manoj", "Lakshmi", "Karthik", "Nisha", "Deepak", "Gurpreet", "Harleen", "Aravind",
        "Swati", "Nilesh", "Tanvi", "Prakash", "Rekha", "Sunil", "Geeta", "Yusuf", "Maria", "Bhavesh", "Komal", "Ritu",
        "Ajay", "Shalini", "Vivek", "Madhuri", "Naveen",
    ],
    &[
        "Rao", "Iyer", "Nair", "Patel", "Sharma", "Verma", "Reddy", "Khan", "Singh", "Kaur", "Das", "Bose", "Joshi",
        "Kulkarni", "Shetty", "Gowda", "Pillai", "Thomas", "Mehta", "Shah", "Gupta", "Mishra", "Yadav", "Naidu",
        "Banerjee", "Sen", "Borah", "Mohanty", "Chauhan", "Bhat",
    ],
);
const DEVANAGARI: (&[&str], &[&str]) = (
    &["आशा", "राहुल", "पूजा", "सुनील", "मीना", "विजय", "स्नेहा", "दीपक", "कविता", "अमित"],
    &["शर्मा", "वर्मा", "यादव", "मिश्रा", "कुलकर्णी", "जोशी", "पाटील", "गुप्ता"],
);
const TAMIL: (&[&str], &[&str]) =
    (&["கவிதா", "முருகன்", "லட்சுமி", "கார்த்திக்", "மீனா", "சரவணன்"], &["சுப்பிரமணியன்", "ராஜன்", "செல்வம்", "பாண்டியன்"]);
const KANNADA: (&[&str], &[&str]) = (&["ಕಾವ್ಯ", "ರವಿ", "ಲಕ್ಷ್ಮಿ", "ಮಂಜುನಾಥ", "ಸವಿತಾ", "ಪ್ರಕಾಶ್"], &["ಗೌಡ", "ರಾವ್", "ಶೆಟ್ಟಿ", "ಹೆಗಡೆ"]);
const TELUGU: (&[&str], &[&str]) = (&["లక్ష్మి", "రవి", "సునీత", "వెంకటేశ్", "పద్మ", "శ్రీనివాస్"], &["రెడ్డి", "నాయుడు", "రావు", "చౌదరి"]);
const BENGALI: (&[&str], &[&str]) = (&["সুমিতা", "অরূপ", "মৌসুমী", "সৌরভ", "রিনা", "তন্ময়"], &["ব্যানার্জী", "সেন", "দাস", "ঘোষ"]);
const GUJARATI: (&[&str], &[&str]) = (&["ભાવેશ", "કોમલ", "નિલેશ", "હેતલ", "જયેશ", "રીટા"], &["પટેલ", "શાહ", "મહેતા", "દેસાઈ"]);

const STREETS: &[&str] = &[
    "Example Street",
    "Lake View Road",
    "Station Road",
    "Gandhi Chowk Lane",
    "Temple Tank Street",
    "Mill Road",
    "Old Market Lane",
    "Rose Garden Layout",
    "Canal Bank Road",
    "College Road",
    "Neem Tree Colony",
    "Ring Road Cross",
    "Weavers Colony",
    "Sunrise Nagar",
    "Hill View Extension",
    "Potters Lane",
];
const HOUSES: &[&str] = &["Flat", "House No.", "Door No.", "Plot", "Shop", "Room"];
const MARKS: &[&str] = &[
    "",
    "Near the water tank",
    "Opp. bus stand",
    "Behind the primary school",
    "Next to the pharmacy",
    "",
    "Above the tea stall",
    "Near the banyan tree",
];

/// A buyer and the place a parcel goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) line1: String,
    pub(crate) line2: String,
    pub(crate) landmark: &'static str,
    pub(crate) city: &'static City,
    pub(crate) pin: u32,
}

impl PartialEq for City {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.code == other.code
    }
}

impl Eq for City {}

/// The buyer of a shipment; `stream` keeps receiver and payer apart.
pub(crate) fn person(draw: Draw, stream: u64) -> Person {
    let city = home(draw, stream);
    let script = if draw.chance(stream + 1, 0.11) { city.script } else { Script::Latin };
    let (first, last) = match script {
        Script::Latin => LATIN,
        Script::Devanagari => DEVANAGARI,
        Script::Tamil => TAMIL,
        Script::Kannada => KANNADA,
        Script::Telugu => TELUGU,
        Script::Bengali => BENGALI,
        Script::Gujarati => GUJARATI,
    };
    let house = format!("{} {}", draw.pick(stream + 4, HOUSES), draw.between(stream + 5, 1, 480));
    Person {
        first: draw.pick(stream + 2, first),
        last: draw.pick(stream + 3, last),
        line1: format!("{house}, {}", draw.pick(stream + 6, STREETS)),
        line2: format!("Ward {}", draw.between(stream + 7, 1, 60)),
        landmark: draw.pick(stream + 8, MARKS),
        city,
        pin: city.pin + draw.below(stream + 9, u64::from(city.pins)) as u32,
    }
}

fn home(draw: Draw, stream: u64) -> &'static City {
    let total: u64 = CITIES.iter().map(|c| u64::from(c.weight)).sum();
    let mut left = draw.below(stream, total);
    for city in CITIES {
        if left < u64::from(city.weight) {
            return city;
        }
        left -= u64::from(city.weight);
    }
    &CITIES[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_ten_is_in_an_indian_script_and_pins_fit_their_city() {
        let people: Vec<Person> = (0..5_000).map(|i| person(Draw::of(2, i), 100)).collect();
        let native = people.iter().filter(|p| !p.first.is_ascii()).count();
        assert!((350..650).contains(&native), "about 10 %, got {native} of 5000");
        assert!(people.iter().all(|p| p.pin >= p.city.pin && p.pin < p.city.pin + p.city.pins));
        assert!(people.iter().all(|p| p.first.is_ascii() == p.last.is_ascii()), "one name, one script");
    }
}
