//! Structs that will grow cannot be written out by callers: for each field there is a method that gives the same value
//! with another of it.

/// Declares such methods, each named by its field.
macro_rules! setters {
    ($name:ident { $($field:ident: $takes:ty = $made:expr),* $(,)? }) => {
        impl $name { $(
            #[doc = concat!("The same with this [`", stringify!($field), "`](#structfield.", stringify!($field), ").")]
            #[must_use]
            pub fn $field(mut self, $field: $takes) -> Self {
                self.$field = $made;
                self
            }
        )* }
    };
}
