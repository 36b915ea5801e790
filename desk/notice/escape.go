package notice

import (
	"reflect"
	"strings"
	"time"

	"xiaochuang/desk"
)

// escapedSheet returns a copy of s in which every string that a template can
// reach is cleaned and escaped for Markdown. It walks the value instead of
// naming its fields, so that a field added later is covered as well.
func escapedSheet(s Sheet) Sheet {
	v := reflect.New(reflect.TypeFor[Sheet]()).Elem()
	copyEscaped(v, reflect.ValueOf(s))
	return v.Interface().(Sheet)
}

// copyEscaped sets to to a deep copy of from with its strings escaped.
// Unexported fields stay zero: a template cannot reach them.
func copyEscaped(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.String:
		to.SetString(escapeValue(from))
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyEscaped(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyEscaped(to.Index(i), from.Index(i))
			}
		}
	case reflect.Struct:
		if from.Type() == reflect.TypeFor[time.Time]() {
			to.Set(from)
			return
		}
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				copyEscaped(to.Field(i), from.Field(i))
			}
		}
	case reflect.Bool, reflect.Int, reflect.Int64:
		to.Set(from)
	default:
		// Anything else could smuggle a string past the walk.
		panic("notice: a sheet cannot hold a " + from.Type().String())
	}
}

// escapeValue leaves days that are days alone, since templates format them.
func escapeValue(v reflect.Value) string {
	if v.Type() == reflect.TypeFor[desk.Day]() {
		if _, err := desk.ParseDay(v.String()); err == nil {
			return v.String()
		}
	}
	return escape(Clean(v.String(), maxText))
}

// escape puts a backslash before every ASCII punctuation mark, which CommonMark
// then takes literally wherever it stands.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if punctuation(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unescape takes the backslashes out again.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && punctuation(rune(s[i+1])) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func punctuation(r rune) bool {
	return r > ' ' && r < 0x7F && !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
}
