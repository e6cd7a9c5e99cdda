//! What a type is read from where the file says something that is a finding already.

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::Mismatch;

/// The most neutral value of any type: zero, no text, no entries, the first alternative; a struct has all of its keys
/// that are required and none of the others, and a number is refused.
///
/// With it the rules can go on over everything else. They report nothing at a place that is refused, so that it stays
/// at the finding that is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StandIn;

/// The stand-in of a type.
///
/// # Panics
///
/// If the type is none that a scenario is made of: that is a slip in the raw structs.
pub(crate) fn stand_in<'de, T: de::Deserialize<'de>>() -> T {
    T::deserialize(StandIn).expect("every raw struct has a stand-in")
}

impl IntoDeserializer<'_, Mismatch> for StandIn {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Methods that hand one value to the visitor.
macro_rules! of_value {
    ($($method:ident $visit:ident $value:expr;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            visitor.$visit($value)
        })*
    };
}

impl<'de> Deserializer<'de> for StandIn {
    type Error = Mismatch;

    of_value! {
        deserialize_bool visit_bool false;
        deserialize_u8 visit_u64 0;
        deserialize_u16 visit_u64 0;
        deserialize_u32 visit_u64 0;
        deserialize_u64 visit_u64 0;
        deserialize_i64 visit_i64 0;
        deserialize_f64 visit_f64 0.0;
        deserialize_str visit_borrowed_str "";
        deserialize_string visit_borrowed_str "";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_none()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<Self>()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(SeqDeserializer::new(std::iter::repeat_n(self, length)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, Self)>()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let all = fields.iter().map(|field| (*field, self));
        visitor.visit_map(MapDeserializer::new(all))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let first = variants.first().copied();
        let first = first.ok_or_else(|| Mismatch::custom("there is no alternative"))?;
        visitor.visit_enum(Alternative(first))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

/// An alternative of an enum, with a stand-in for what belongs to it.
struct Alternative(&'static str);

impl<'de> EnumAccess<'de> for Alternative {
    type Error = Mismatch;
    type Variant = StandIn;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, StandIn), Mismatch> {
        let name: StrDeserializer<'_, Mismatch> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, StandIn))
    }
}

impl<'de> VariantAccess<'de> for StandIn {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mismatch> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.deserialize_struct("", fields, visitor)
    }
}
