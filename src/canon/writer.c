#include "canon/writer.h"
