#include "formats/escape.h"
