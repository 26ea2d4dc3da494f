#include "base/vec.h"
