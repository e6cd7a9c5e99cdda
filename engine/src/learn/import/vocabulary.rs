//! Words that a column of sectors or countries is expected to hold, to recognise misspelt ones.

use super::names::{is_typo_of, key};

/// The word that a value outside of a vocabulary is likely to mean; `None` if it is in it or near to nothing in it.
pub(super) fn likely(value: &str, vocabulary: &[&'static str]) -> Option<&'static str> {
    let wanted = key(value);
    if vocabulary.iter().any(|word| key(word) == wanted) {
        return None;
    }
    let mut near = vocabulary.iter().copied().filter(|word| is_typo_of(&wanted, &key(word)));
    let first = near.next()?;
    near.next().is_none().then_some(first)
}

/// Industries as CRMs list them.
pub(super) const SECTORS: &[&str] = &[
    "aerospace", "agriculture", "apparel", "automotive", "banking", "biotechnology", "chemicals", "communications",
    "construction", "consulting", "consumer goods", "education", "electronics", "employment", "energy", "engineering",
    "entertainment", "environmental", "finance", "financial services", "food and beverage", "government", "healthcare",
    "hospitality", "insurance", "legal", "logistics", "machinery", "manufacturing", "marketing", "media", "medical",
    "mining", "non-profit", "pharmaceuticals", "professional services", "public sector", "real estate", "recreation",
    "retail", "services", "shipping", "software", "sports", "technology", "telecommunications", "transportation",
    "travel", "utilities", "wholesale",
];

/// Countries by their usual English names.
pub(super) const COUNTRIES: &[&str] = &[
    "Afghanistan", "Albania", "Algeria", "Andorra", "Angola", "Argentina", "Armenia", "Australia", "Austria",
    "Azerbaijan", "Bahamas", "Bahrain", "Bangladesh", "Barbados", "Belarus", "Belgium", "Belize", "Benin", "Bhutan",
    "Bolivia", "Bosnia and Herzegovina", "Botswana", "Brazil", "Brunei", "Bulgaria", "Burkina Faso", "Burundi",
    "Cambodia", "Cameroon", "Canada", "Cape Verde", "Central African Republic", "Chad", "Chile", "China", "Colombia",
    "Comoros", "Congo", "Costa Rica", "Croatia", "Cuba", "Cyprus", "Czech Republic", "Czechia", "Denmark", "Djibouti",
    "Dominica", "Dominican Republic", "Ecuador", "Egypt", "El Salvador", "Equatorial Guinea", "Eritrea", "Estonia",
    "Eswatini", "Ethiopia", "Fiji", "Finland", "France", "Gabon", "Gambia", "Georgia", "Germany", "Ghana", "Greece",
    "Grenada", "Guatemala", "Guinea", "Guinea-Bissau", "Guyana", "Haiti", "Honduras", "Hong Kong", "Hungary",
    "Iceland", "India", "Indonesia", "Iran", "Iraq", "Ireland", "Israel", "Italy", "Ivory Coast", "Jamaica", "Japan",
    "Jordan", "Kazakhstan", "Kenya", "Kiribati", "Korea", "Kosovo", "Kuwait", "Kyrgyzstan", "Laos", "Latvia",
    "Lebanon", "Lesotho", "Liberia", "Libya", "Liechtenstein", "Lithuania", "Luxembourg", "Madagascar", "Malawi",
    "Malaysia", "Maldives", "Mali", "Malta", "Marshall Islands", "Mauritania", "Mauritius", "Mexico", "Micronesia",
    "Moldova", "Monaco", "Mongolia", "Montenegro", "Morocco", "Mozambique", "Myanmar", "Namibia", "Nauru", "Nepal",
    "Netherlands", "New Zealand", "Nicaragua", "Niger", "Nigeria", "North Korea", "North Macedonia", "Norway", "Oman",
    "Pakistan", "Palau", "Panama", "Papua New Guinea", "Paraguay", "Peru", "Philippines", "Poland", "Portugal",
    "Puerto Rico", "Qatar", "Romania", "Russia", "Rwanda", "Samoa", "San Marino", "Saudi Arabia", "Senegal", "Serbia",
    "Seychelles", "Sierra Leone", "Singapore", "Slovakia", "Slovenia", "Solomon Islands", "Somalia", "South Africa",
    "South Korea", "South Sudan", "Spain", "Sri Lanka", "Sudan", "Suriname", "Sweden", "Switzerland", "Syria",
    "Taiwan", "Tajikistan", "Tanzania", "Thailand", "Togo", "Tonga", "Trinidad and Tobago", "Tunisia", "Turkey",
    "Turkmenistan", "Tuvalu", "Uganda", "Ukraine", "United Arab Emirates", "United Kingdom", "United States",
    "United States of America", "Uruguay", "Uzbekistan", "Vanuatu", "Venezuela", "Vietnam", "Yemen", "Zambia",
    "Zimbabwe",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_words_are_recognised_and_right_ones_left_alone() {
        assert_eq!(likely("technolgy", SECTORS), Some("technology"));
        assert_eq!(likely("Philipines", COUNTRIES), Some("Philippines"));
        for fine in ["retail", "Retail", "space tourism", "x", ""] {
            assert_eq!(likely(fine, SECTORS), None, "{fine}");
        }
        assert_eq!(likely("Korea", COUNTRIES), None);
    }
}
