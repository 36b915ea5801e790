package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// boldInk is the grey, out of 255, that marks text to be made bold: the pen
// cannot set a text rendering mode, so mend sets it where it finds this ink.
const boldInk = 1

// boldMark is how that ink stands in a content stream.
const boldMark = "0.004 0.004 0.004 rg\n"

// stroke is the width of the line round bold type, in parts of the type size.
const stroke = 0.03

// sizeOf finds the type size of a text object.
var sizeOf = regexp.MustCompile(`/F\d+ ([0-9.]+) Tf`)

var errShape = errors.New("the file is not shaped as expected")

// mend repairs and finishes a file of gopdf v0.33.0: it writes ToUnicode maps
// that are right beyond the BMP too (gopdf prints five hexadecimal digits where
// ISO 32000-1, 9.10.3 wants UTF-16), makes bold what the pen marked, draws the
// watermark behind each page, compresses the streams, and adds document
// information and an identifier that depend on nothing but the content.
func mend(file []byte, title string, at time.Time, watermark []byte) ([]byte, error) {
	objects, err := split(file)
	if err != nil {
		return nil, err
	}
	for i, o := range objects {
		dict, body, ok := stream(o)
		switch {
		case !ok:
			objects[i] = catalogue(o)
			continue
		case bytes.Contains(dict, []byte("/Filter")):
			continue
		case bytes.Contains(body, []byte("begincmap")):
			if body, err = unicodeMap(body); err != nil {
				return nil, err
			}
		default:
			body = append(bytes.Clone(watermark), embolden(body)...)
		}
		if objects[i], err = deflate(body); err != nil {
			return nil, err
		}
	}
	objects = append(objects, information(title, at))
	return assemble(objects), nil
}

// offsetLine is one entry of a cross-reference table.
var offsetLine = regexp.MustCompile(`(?m)^(\d{10}) 00000 n `)

// split returns the objects of the file without their frames, in order.
func split(file []byte) ([][]byte, error) {
	x := bytes.LastIndex(file, []byte("\nxref\n"))
	if x < 0 {
		return nil, errShape
	}
	var objects [][]byte
	ms := offsetLine.FindAllSubmatch(file[x:], -1)
	for i, m := range ms {
		from, err := strconv.Atoi(string(m[1]))
		to := x
		if err == nil && i+1 < len(ms) {
			to, err = strconv.Atoi(string(ms[i+1][1]))
		}
		if err != nil || from > to || to > len(file) {
			return nil, errShape
		}
		o := bytes.TrimSpace(file[from:to])
		head := []byte(strconv.Itoa(i+1) + " 0 obj\n")
		if !bytes.HasPrefix(o, head) || !bytes.HasSuffix(o, []byte("endobj")) {
			return nil, errShape
		}
		objects = append(objects, bytes.TrimSuffix(o[len(head):], []byte("endobj")))
	}
	if len(objects) == 0 {
		return nil, errShape
	}
	return objects, nil
}

// lengthEntry finds the length of a stream.
var lengthEntry = regexp.MustCompile(`/Length (\d+)`)

// stream parts an object into its dictionary and the bytes of its stream.
func stream(o []byte) (dict, body []byte, ok bool) {
	i := bytes.Index(o, []byte("stream\n"))
	if i < 0 {
		return nil, nil, false
	}
	dict, body = o[:i], o[i+len("stream\n"):]
	m := lengthEntry.FindSubmatch(dict)
	if m == nil {
		return nil, nil, false
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil || n > len(body) {
		return nil, nil, false
	}
	return dict, body[:n], true
}

// catalogue says in which language the paper is.
func catalogue(o []byte) []byte {
	return bytes.Replace(o, []byte("/Type /Catalog\n"), []byte("/Type /Catalog\n/Lang (zh-CN)\n/ViewerPreferences << /DisplayDocTitle true >>\n"), 1)
}

// rangeLine is one entry of gopdf's ToUnicode map.
var rangeLine = regexp.MustCompile(`<([0-9A-F]{4})><[0-9A-F]{4}><([0-9A-F]{4,6})>`)

// blockLimit is the most entries a block of a CMap may have.
const blockLimit = 100

// unicodeMap writes the map from glyphs to characters anew.
func unicodeMap(body []byte) ([]byte, error) {
	var entries []string
	for _, m := range rangeLine.FindAllSubmatch(body, -1) {
		r, err := strconv.ParseUint(string(m[2]), 16, 32)
		if err != nil {
			return nil, errShape
		}
		entries = append(entries, fmt.Sprintf("<%s> <%s>\n", m[1], utf16Hex(string(rune(r)))))
	}
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(entries, blockLimit) {
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", len(part), strings.Join(part, ""))
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes(), nil
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// textObject finds the text objects of a content stream.
var textObject = regexp.MustCompile(`(?s)BT\n.*?ET\n`)

// embolden fills and strokes the text that the pen marked.
func embolden(body []byte) []byte {
	return textObject.ReplaceAllFunc(body, func(o []byte) []byte {
		before, after, marked := bytes.Cut(o, []byte(boldMark))
		m := sizeOf.FindSubmatch(before)
		if !marked || m == nil {
			return o
		}
		size, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return o
		}
		pen := fmt.Appendf(nil, "0 g 0 G %.2f w 2 Tr\n", size*stroke)
		return slices.Concat(before, pen, bytes.TrimSuffix(after, []byte("ET\n")), []byte("0 Tr\nET\n"))
	})
}

func deflate(body []byte) ([]byte, error) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<< /Filter /FlateDecode /Length %d >>\nstream\n", z.Len())
	b.Write(z.Bytes())
	b.WriteString("\nendstream\n")
	return b.Bytes(), nil
}

// information is the document information dictionary.
func information(title string, at time.Time) []byte {
	date := at.Format("D:20060102150405-07'00'")
	return fmt.Appendf(nil, "<< /Title <FEFF%s> /Producer (xiaochuang) /CreationDate (%s) /ModDate (%s) >>\n",
		utf16Hex(title), date, date)
}

// assemble frames the objects and adds the cross-reference table. The first
// object is the catalogue, the last one the information.
func assemble(objects [][]byte) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%sendobj\n", i+1, o)
	}
	id := sha256.Sum256(b.Bytes())
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R /ID [<%X> <%X>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, len(objects), id[:16], id[:16], start)
	return b.Bytes()
}
