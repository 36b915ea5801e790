package gate

// Limits are the measures from which a page is stopped. They were chosen on
// pages that the tests draw and judged on pages that they do not (see the
// package comment). A limit of zero switches its check off.
type Limits struct {
	// Blank is the length of all strokes in millimetres below which a page is
	// blank. The two holes of a file make 25, six characters of body text 100.
	Blank float64

	// Dark is the brightness of the paper, 0 to 255, below which a page is dark.
	Dark float64

	// Blur is the width of the edges of strokes in millimetres above which a
	// page is blurred, and BlurPixel what each millimetre of the side of a pixel
	// adds to it: coarse pixels show wide edges of sharp strokes.
	Blur, BlurPixel float64

	// Glare is the area in square millimetres of saturated patches that cut
	// writing, from which there is glare. A patch counts when it is brighter than
	// the paper round it by GlareJump of 255 and at least GlareCells cells of 2 mm
	// at its rim are written.
	Glare      float64
	GlareJump  float64
	GlareCells int

	// Cut is how many strokes run into the frame on one side, from which the
	// page is cut, and Missing the area in square millimetres of a corner that is
	// folded or covered.
	Cut, Missing float64

	// UpsideDown is by how many standard errors the characters of a page look
	// more like characters on their heads than like upright ones.
	UpsideDown float64
}

// Defaults returns the limits of the desk.
func Defaults() Limits {
	return Limits{
		Blank: 45,
		Dark:  150,
		Blur:  0.42, BlurPixel: 0.8,
		Glare: 60, GlareJump: 10, GlareCells: 3,
		Cut: 0.7, Missing: 110,
		UpsideDown: 3,
	}
}
