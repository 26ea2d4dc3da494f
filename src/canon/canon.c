#include "canon/canon.h"
