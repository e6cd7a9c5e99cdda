//! Names of people, regions and accounts: made up, plain ASCII.

use crate::kernel::stream::Words;

/// Regions from the largest to the smallest: id and name.
pub(super) const REGIONS: [(&str, &str); 16] = [
    ("us-east", "United States, East"),
    ("us-west", "United States, West"),
    ("uk-ireland", "United Kingdom and Ireland"),
    ("us-central", "United States, Central"),
    ("dach", "Germany, Austria, Switzerland"),
    ("us-south", "United States, South"),
    ("france", "France"),
    ("japan", "Japan"),
    ("anz", "Australia and New Zealand"),
    ("canada", "Canada"),
    ("nordics", "Nordics"),
    ("benelux", "Benelux"),
    ("iberia", "Iberia"),
    ("asean", "South-East Asia"),
    ("italy", "Italy"),
    ("brazil", "Brazil"),
];

const FIRST: [&str; 48] = [
    "Ada", "Alma", "Amir", "Anton", "Bela", "Bruno", "Carla", "Cem", "Clara", "Dana", "Diego",
    "Edda", "Elias", "Emma", "Enzo", "Eva", "Felix", "Fumi", "Greta", "Hana", "Hugo", "Ida",
    "Igor", "Ines", "Iris", "Jonas", "Julia", "Kai", "Karim", "Lara", "Leo", "Lina", "Lucas",
    "Maya", "Milan", "Mina", "Nico", "Nora", "Omar", "Otto", "Paula", "Rafael", "Rosa", "Samir",
    "Sofia", "Theo", "Vera", "Yuki",
];
const LAST: [&str; 64] = [
    "Abel", "Adair", "Alder", "Arden", "Bauer", "Bell", "Berg", "Blake", "Brandt", "Carver",
    "Castro", "Cole", "Conti", "Costa", "Dahl", "Diaz", "Dumont", "Ekman", "Ellis", "Engel",
    "Faber", "Falk", "Ferrer", "Fischer", "Garcia", "Glass", "Grant", "Haas", "Hale", "Hansen",
    "Hart", "Holm", "Ito", "Jansen", "Kaya", "Keller", "Khan", "Klein", "Kumar", "Lang", "Larsen",
    "Lund", "Marek", "Marsh", "Meyer", "Moreau", "Mori", "Nagy", "Novak", "Okoye", "Olsen", "Park",
    "Perez", "Quist", "Reyes", "Rossi", "Sato", "Silva", "Stone", "Tanaka", "Vega", "Weber",
    "Wolf", "Young",
];
const PLACE: [&str; 48] = [
    "alder", "amber", "arbor", "ashen", "beacon", "birch", "blue", "boreal", "bright", "calder",
    "cedar", "cinder", "clear", "copper", "coral", "crest", "delta", "ember", "fair", "fern",
    "flint", "garnet", "granite", "green", "harbor", "hazel", "iron", "juniper", "lake", "linden",
    "lunar", "maple", "marble", "meadow", "north", "oak", "onyx", "opal", "pine", "quartz",
    "river", "silver", "slate", "spruce", "stone", "summit", "willow", "winter",
];
const TRADE: [&str; 32] = [
    "air", "bank", "bio", "brands", "capital", "care", "chem", "data", "energy", "farms", "foods",
    "freight", "gas", "glass", "health", "hotels", "labs", "lines", "media", "metals", "mills",
    "mobility", "motors", "paper", "pharma", "power", "rail", "retail", "steel", "systems",
    "telecom", "water",
];

fn entry(list: &'static [&'static str], word: u32) -> &'static str {
    let n = u32::try_from(list.len()).expect("a list of names is short");
    // The word is below 2^32, so that this is below the length of the list.
    let ix = (u64::from(word) * u64::from(n)) >> 32;
    list[usize::try_from(ix).expect("an index of a short list")]
}

/// What somebody is called.
pub(super) fn person(words: Words) -> String {
    format!("{} {}", entry(&FIRST, words.0[0]), entry(&LAST, words.0[1]))
}

/// Id of the account number `number`, which no other has.
pub(super) fn account(words: Words, number: usize) -> String {
    let (place, trade) = (entry(&PLACE, words.0[0]), entry(&TRADE, words.0[1]));
    format!("{place}-{trade}-{number:06}")
}
